/**
 * AWS End User Messaging on this machine, by the documentation of its API: what it takes, by whom, and whom it sends nothing.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html and API_SendVoiceMessage.html
 */
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

interface SentMessage {
  readonly how: "text" | "call";
  readonly to: string;
  readonly body: string;
}

export interface PhoneService {
  /** Those that it handed to a telephone network, in order. */
  readonly sent: readonly SentMessage[];
  /** Numbers whose owner has answered STOP. */
  readonly optedOut: Set<string>;
  /** Takes a request, by its header `x-amz-target` and its body. */
  take(target: string, body: string): ScriptedResponse;
}

/** @param identity by which it sends: the only one that the account has. */
export function phoneService(identity: string): PhoneService {
  const sent: SentMessage[] = [];
  const optedOut = new Set<string>();
  return {
    sent,
    optedOut,
    take(target, text) {
      const value: unknown = JSON.parse(text);
      const request: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
      const { DestinationPhoneNumber: to, OriginationIdentity: from, MessageBody: body } = request;
      const isCall = target === "PinpointSMSVoiceV2.SendVoiceMessage";
      if (!isCall && target !== "PinpointSMSVoiceV2.SendTextMessage") return refused("UnknownOperationException");
      if (typeof to !== "string" || typeof body !== "string" || !isWellFormed(request, isCall))
        return refused("ValidationException", "FIELD_VALIDATION_FAILED");
      if (from !== identity) return refused("ResourceNotFoundException");
      if (optedOut.has(to)) return refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT");
      sent.push({ how: isCall ? "call" : "text", to, body });
      return { status: 200, body: JSON.stringify({ MessageId: `message-${sent.length}` }) };
    },
  };
}

function refused(error: string, reason?: string): ScriptedResponse {
  const body = { __type: `com.amazonaws.pinpointsmsvoicev2#${error}`, Message: "It was not sent.", Reason: reason };
  return { status: 400, body: JSON.stringify(body) };
}

const LONGEST_TEXT = 1600;
const LONGEST_SSML = 6000;

function isWellFormed(request: Readonly<Record<string, unknown>>, isCall: boolean): boolean {
  const { MessageType, MessageBodyTextType, TimeToLive = 259_200 } = request;
  const body = String(request.MessageBody);
  return [
    /^\+?[1-9][0-9]{1,18}$/.test(String(request.DestinationPhoneNumber)),
    /^(?!\s)[\s\S]+(?<!\s)$/.test(body),
    body.length <= (isCall ? LONGEST_SSML : LONGEST_TEXT),
    isCall ? MessageBodyTextType === "SSML" && /^<speak>.*<\/speak>$/.test(body) : MessageType === "TRANSACTIONAL",
    typeof TimeToLive === "number" && TimeToLive >= 5 && TimeToLive <= 259_200,
  ].every((isFine) => isFine);
}
