/**
 * The voice channel calls one person, and has what rings now read aloud, by AWS End User Messaging and a voice of Amazon Polly.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/what-is-service.html
 */
import type { Channel } from "../kind.ts";
import { type PhoneOptions, phoneChannel } from "../phone/phone-channel.ts";
import { spokenText } from "./voice-text.ts";

export interface VoiceOptions extends PhoneOptions {
  /** The options by which the command that a call names finds the table. */
  readonly place?: string | undefined;
}

export function voiceChannel(options: VoiceOptions): Channel {
  return phoneChannel(options, (notification, at) => spokenText(notification, at, options.place));
}
