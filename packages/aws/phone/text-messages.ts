/** Text messages, by AWS End User Messaging. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
import { type PinpointSMSVoiceV2Client, SendTextMessageCommand } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { type NotTaken, type PhoneMessage, requested, TIMEOUT_MILLISECONDS } from "./phone-request.ts";

export interface TextMessages {
  /** Makes one attempt. @returns why the message was not taken; nothing where it was. */
  send(message: PhoneMessage): Promise<NotTaken | undefined>;
}

/** @param options.client one that makes no second attempt by itself: a person would get the message twice. */
export function createTextMessages(options: {
  readonly client: PinpointSMSVoiceV2Client;
  readonly timeoutMilliseconds?: number | undefined;
}): TextMessages {
  const { client, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  return {
    send({ to, originationIdentity, configurationSet, body, validForSeconds }) {
      const command = new SendTextMessageCommand({
        DestinationPhoneNumber: to,
        OriginationIdentity: originationIdentity,
        ConfigurationSetName: configurationSet,
        MessageType: "TRANSACTIONAL",
        MessageBody: body,
        TimeToLive: validForSeconds,
      });
      return requested((abort) => client.send(command, abort), timeoutMilliseconds);
    },
  };
}
