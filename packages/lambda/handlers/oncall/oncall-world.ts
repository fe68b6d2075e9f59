/** What on-call goes by, apart from what it knows of groups. */
import type { WorldState } from "@tocsin/aws/world/world-source";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Silence } from "@tocsin/oncall/silence";

export interface OncallWorld {
  readonly policy: Policy;
  readonly directory: Pick<Directory, "version">;
  /** Those made at run time. */
  readonly silences: readonly Silence[];
  readonly mode: "learning" | "live";
  /** Somebody has paused on-call until then. */
  readonly pausedUntil?: Instant | undefined;
}

export function oncallWorldOf({ policy, directory, silences, mode }: WorldState): OncallWorld {
  return { policy, directory, silences, mode: mode.mode, pausedUntil: mode.paused?.until };
}

/** Of which kind the channel is that the policy calls so; nothing, where it calls none so. */
export function kindOf(destination: string, { policy }: Pick<OncallWorld, "policy">): ChannelKind | undefined {
  const config = Object.hasOwn(policy.channels, destination) ? policy.channels[destination] : undefined;
  return config?.type;
}
