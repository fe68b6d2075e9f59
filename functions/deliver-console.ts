import { consoleChannel } from "@tocsin/channels/console/console-channel";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

/** A function has no terminal: its console is its log, with one entry per page. */
export const handler = deliverFunction("console", ({ telemetry, place }) => (name) => {
  const write = (page: string) => telemetry.log.info("page", { page });
  return consoleChannel({ name, write, styled: false, place, now: systemNow });
});
