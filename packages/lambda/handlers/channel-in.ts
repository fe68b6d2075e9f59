import type { Channel } from "@tocsin/channels/kind";
import type { ChannelConfig, ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";

/** Makes a channel of one kind, from its name and its settings. */
export type MakeChannel<K extends ChannelKind> = (name: string, config: Extract<ChannelConfig, { type: K }>) => Channel;

/** The policy's channel `name`. @throws RangeError if it has none of this kind with that name. */
export function channelIn<K extends ChannelKind>(
  { channels }: Pick<Policy, "channels">,
  name: string,
  kind: K,
  make: MakeChannel<K>,
): Channel {
  const config = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (config === undefined || !isOfKind(config, kind))
    throw new RangeError(`the policy has no ${kind} channel ${JSON.stringify(name)}`);
  return make(name, config);
}

function isOfKind<K extends ChannelKind>(
  config: ChannelConfig,
  kind: K,
): config is Extract<ChannelConfig, { type: K }> {
  return config.type === kind;
}
