import { createStageSecrets } from "@tocsin/aws/secrets/stage-secrets";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const env = environment("TOCSIN_SECRETS_PATH");
const secrets = createStageSecrets(env.TOCSIN_SECRETS_PATH, systemNow);

export const handler = deliverFunction(
  "pagerduty",
  ({ place }) =>
    (name, settings) =>
      pagerdutyChannel({ name, settings, secrets, place, now: systemNow }),
);
