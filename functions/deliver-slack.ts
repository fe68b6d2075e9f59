import { slackChannel } from "@tocsin/channels/slack/slack-channel";
import { environmentIfAny } from "@tocsin/lambda/runtime/environment";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();
const isAnswered = environmentIfAny("TOCSIN_IS_ANSWERED") !== undefined;

export const handler = deliverFunction(
  "slack",
  ({ place }) =>
    (name, settings) =>
      slackChannel({ name, settings, secrets, place, isAnswered, now: systemNow }),
);
