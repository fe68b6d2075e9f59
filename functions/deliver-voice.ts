import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createVoiceCalls } from "@tocsin/aws/phone/voice-calls";
import { voiceChannel } from "@tocsin/channels/voice/voice-channel";
import { runtimeSecrets } from "@tocsin/lambda/runtime/runtime-secrets";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { deliverFunction } from "./deliver.ts";

const secrets = runtimeSecrets();
const { send } = createVoiceCalls({ client: withoutRequestLog(new PinpointSMSVoiceV2Client({ maxAttempts: 1 })) });

export const handler = deliverFunction(
  "voice",
  ({ place }) =>
    (name, settings) =>
      voiceChannel({ name, settings, secrets, sendOnce: send, place, now: systemNow }),
);
