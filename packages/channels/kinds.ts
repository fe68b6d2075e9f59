/** What is known of each kind of channel without its code: a folder of its own has that, and only what delivers by it loads it. */
import type { ChannelConfig, HeartbeatConfig } from "@tocsin/core/policy/policy";
import { referencesOf } from "./webhook/webhook-settings.ts";

export type ChannelKind = ChannelConfig["type"];

export const channelKinds: Readonly<Record<ChannelKind, ChannelFacts>> = {
  console: { showsState: false },
  webhook: { showsState: true },
  sns: { showsState: false },
};

interface ChannelFacts {
  /**
   * Whether it shows a group as it is now: then it is sent changes too that nobody needs to hear of. What shows one message after the
   * other is not.
   */
  readonly showsState: boolean;
}

/** The references of the secrets that a channel is to read. */
export function secretsOf(config: ChannelConfig): readonly string[] {
  switch (config.type) {
    case "console":
    case "sns":
      return [];
    case "webhook":
      return referencesOf(config);
    default:
      return config satisfies never;
  }
}

/** The references of the secrets that are read to send the heartbeat. */
export function heartbeatSecretsOf(config: HeartbeatConfig): readonly string[] {
  return referencesOf(config);
}
