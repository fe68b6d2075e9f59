/**
 * The SMS channel sends one person a line of 140 characters through AWS End User Messaging, only for what rings now.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/what-is-service.html
 */
import type { Channel } from "../kind.ts";
import { smsText } from "../page/short-text.ts";
import { type PhoneOptions, phoneChannel } from "../phone/phone-channel.ts";

export function smsChannel(options: PhoneOptions): Channel {
  return phoneChannel(options, smsText);
}
