import { slackWebhookChannel } from "@tocsin/channels/slack-webhook/slack-webhook-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "slack-webhook",
  ({ place }) =>
    (name, settings) =>
      slackWebhookChannel({ name, settings, secrets, place, now: systemNow }),
);
