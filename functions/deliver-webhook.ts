import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { environmentSecrets } from "@tocsin/lambda/runtime/environment";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

export const handler = deliverFunction(
  "webhook",
  () => (name, settings) => webhookChannel({ name, settings, secrets: environmentSecrets, now: systemNow }),
);
