/** Calls that read a text, by AWS End User Messaging. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html */
import { type PinpointSMSVoiceV2Client, SendVoiceMessageCommand } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { type NotTaken, type PhoneMessage, requested, TIMEOUT_MILLISECONDS } from "./phone-request.ts";

export interface VoiceCalls {
  /** Makes one attempt. @param message whose body is SSML. @returns why the call was not taken; nothing where it was. */
  send(message: PhoneMessage): Promise<NotTaken | undefined>;
}

/** @param options.client one that makes no second attempt by itself: a person would be called twice. */
export function createVoiceCalls(options: {
  readonly client: PinpointSMSVoiceV2Client;
  readonly timeoutMilliseconds?: number | undefined;
}): VoiceCalls {
  const { client, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  return {
    send({ to, originationIdentity, configurationSet, body, validForSeconds }) {
      const command = new SendVoiceMessageCommand({
        DestinationPhoneNumber: to,
        OriginationIdentity: originationIdentity,
        ConfigurationSetName: configurationSet,
        MessageBodyTextType: "SSML",
        MessageBody: body,
        // What is read is English, whatever the service's own choice may be some day.
        VoiceId: "MATTHEW",
        TimeToLive: validForSeconds,
      });
      return requested((abort) => client.send(command, abort), timeoutMilliseconds);
    },
  };
}
