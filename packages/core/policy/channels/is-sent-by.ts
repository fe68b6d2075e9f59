import type { Urgency } from "../urgency.ts";
import { type ChannelKind, declaredChannels } from "./declared-channels.ts";

/**
 * Whether a channel of the kind is sent a notification: a kind for rings only is sent nothing without a ring, and nothing that could wait
 * for the morning.
 */
export function isSentBy(
  kind: ChannelKind,
  { rings, urgency }: { readonly rings: boolean; readonly urgency: Urgency },
): boolean {
  return !declaredChannels[kind].ringsOnly || (rings && urgency === "now");
}
