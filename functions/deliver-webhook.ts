import { createStageSecrets } from "@tocsin/aws/secrets/stage-secrets";
import { sendHeartbeat } from "@tocsin/channels/webhook/heartbeat";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const env = environment("TOCSIN_SECRETS_PATH");

const secrets = createStageSecrets(env.TOCSIN_SECRETS_PATH, systemNow);

export const handler = deliverFunction(
  "webhook",
  () => (name, settings) => webhookChannel({ name, settings, secrets, now: systemNow }),
  (at, settings) => sendHeartbeat(at, { settings, secrets, now: systemNow }),
);
