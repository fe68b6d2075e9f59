/**
 * The voice channel calls one person and reads what rings now aloud, with AWS End User Messaging and a voice of Amazon Polly.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/what-is-service.html
 */
import type { Channel } from "../kind.ts";
import { type PhoneOptions, phoneChannel } from "../phone/phone-channel.ts";
import { spokenText } from "./voice-text.ts";

export interface VoiceOptions extends PhoneOptions {
  /** The options with which the command in a call finds the table. */
  readonly place?: string | undefined;
}

export function voiceChannel(options: VoiceOptions): Channel {
  return phoneChannel(options, (notification, at) => spokenText(notification, at, options.place));
}
