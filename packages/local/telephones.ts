/** Telephones, for real: with the credentials and the Region of the command's environment. Loaded at the first ring. */
import type { NotTaken, PhoneMessage } from "@tocsin/aws/phone/phone-request";

type SendOnce = (message: PhoneMessage) => Promise<NotTaken | undefined>;

export const sendTextMessage: SendOnce = async (message) => {
  const { createTextMessages } = await import("@tocsin/aws/phone/text-messages");
  return createTextMessages({ client: await newClient() }).send(message);
};

export const makeVoiceCall: SendOnce = async (message) => {
  const { createVoiceCalls } = await import("@tocsin/aws/phone/voice-calls");
  return createVoiceCalls({ client: await newClient() }).send(message);
};

async function newClient() {
  const { PinpointSMSVoiceV2Client } = await import("@aws-sdk/client-pinpoint-sms-voice-v2");
  return new PinpointSMSVoiceV2Client({ maxAttempts: 1 });
}
