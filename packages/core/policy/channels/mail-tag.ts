/**
 * The tag of a mail that names its channel: SES repeats it in each event about the mail, so that no address is needed to find the channel.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
 */

export const CHANNEL_TAG = "tocsin-channel";

/** A tag's value has room for 256 characters of base64, enough for the name of nearly every channel; a longer name is cut. */
const LIMIT_BYTES = 192;

/** In letters, digits, hyphens and underscores, of which a tag's value consists. */
export function channelTag(name: string): string {
  return Buffer.from(name).subarray(0, LIMIT_BYTES).toString("base64url");
}

/** The channel that a tag names; any tag gives some text. */
export function channelOfTag(value: string): string {
  return Buffer.from(value, "base64url").toString();
}
