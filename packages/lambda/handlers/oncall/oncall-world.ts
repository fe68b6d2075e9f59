/** What on-call goes by, apart from what it knows of groups. */
import type { WorldState } from "@tocsin/aws/world/world-source";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import { type OnCall, wayTo } from "@tocsin/oncall/schedule/way-to";
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

/** By which channel a destination is reached, of which kind that is, and who is told by it where a schedule says so. */
export interface Reached {
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly onCall?: OnCall | undefined;
}

/** How a destination is reached at `at`, after so many tries in vain: by nobody, where nobody is on call; by nothing that the policy has. */
export function reachedBy(
  destination: string,
  { policy }: Pick<OncallWorld, "policy">,
  at: Instant,
  tries = 0,
): Reached | { readonly nobodyUntil: Instant | undefined } | undefined {
  const way = wayTo(destination, policy, at, tries);
  if (way.kind === "nobody") return { nobodyUntil: way.until };
  const { channel } = way;
  const config = Object.hasOwn(policy.channels, channel) ? policy.channels[channel] : undefined;
  return config && { channel, kind: config.type, onCall: way.kind === "person" ? way : undefined };
}
