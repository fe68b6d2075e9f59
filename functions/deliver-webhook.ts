import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createStoredSecrets } from "@tocsin/aws/secrets/stored-secrets";
import { sendHeartbeat } from "@tocsin/channels/webhook/heartbeat";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { environment } from "@tocsin/lambda/runtime/environment";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const env = environment("TOCSIN_SECRETS_PATH");

/** No other function is let near the secrets of the stage. */
const secrets = createStoredSecrets({
  path: env.TOCSIN_SECRETS_PATH,
  ssm: withoutRequestLog(new SSMClient()),
  secretsManager: withoutRequestLog(new SecretsManagerClient()),
  now: systemNow,
});

export const handler = deliverFunction(
  "webhook",
  () => (name, settings) => webhookChannel({ name, settings, secrets, now: systemNow }),
  (at, settings) => sendHeartbeat(at, { settings, secrets, now: systemNow }),
);
