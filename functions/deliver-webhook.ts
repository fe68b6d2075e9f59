import { sendHeartbeat } from "@tocsin/channels/webhook/heartbeat";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();

export const handler = deliverFunction(
  "webhook",
  () => (name, settings) => webhookChannel({ name, settings, secrets, now: systemNow }),
  (at, settings) => sendHeartbeat(at, { settings, secrets, now: systemNow }),
);
