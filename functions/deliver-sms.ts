import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createTextMessages } from "@tocsin/aws/phone/text-messages";
import { smsChannel } from "@tocsin/channels/sms/sms-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();
const { send } = createTextMessages({ client: withoutRequestLog(new PinpointSMSVoiceV2Client({ maxAttempts: 1 })) });

export const handler = deliverFunction(
  "sms",
  () => (name, settings) => smsChannel({ name, settings, secrets, sendOnce: send, now: systemNow }),
);
