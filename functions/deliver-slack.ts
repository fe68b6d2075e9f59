import { slackChannel } from "@tocsin/channels/slack/slack-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "slack",
  ({ place }) =>
    (name, settings) =>
      slackChannel({ name, settings, secrets, place, now: systemNow }),
);
