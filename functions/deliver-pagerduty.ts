import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "pagerduty",
  ({ place }) =>
    (name, settings) =>
      pagerdutyChannel({ name, settings, secrets, place, now: systemNow }),
);
