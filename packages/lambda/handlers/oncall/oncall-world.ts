/** What on-call uses, apart from what it knows of groups. */
import type { WorldState } from "@tocsin/aws/world/world-source";
import type { Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { type ChannelKind, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import type { GroupKey } from "@tocsin/oncall/group";
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

/** Through which channel a destination is reached, its kind, and, for a schedule, who is told. */
export interface Reached {
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly onCall?: OnCall | undefined;
}

/** What is to reach a destination. */
interface Reaching {
  readonly urgency: GroupKey["urgency"];
  /** How often it was tried in vain. */
  readonly tries?: number | undefined;
}

/** How a destination is reached at `at`; or that nobody is on call; or that the policy does not have it. */
export function reachedBy(
  destination: string,
  { policy }: Pick<OncallWorld, "policy">,
  at: Instant,
  { urgency, tries }: Reaching,
): Reached | { readonly nobodyUntil: Instant | undefined } | undefined {
  const way = wayTo(destination, policy, at, tries);
  if (way.kind === "nobody") return { nobodyUntil: way.until };
  const channel = way.kind === "person" ? contactFor(way, urgency, policy) : way.channel;
  const kind = kindOf(channel, policy);
  return kind && { channel, kind, onCall: way.kind === "person" ? { ...way, channel } : undefined };
}

/** What can wait goes to a person's first contact that is not for rings only, if they have one. */
function contactFor({ channel, contacts }: OnCall, urgency: Reaching["urgency"], policy: Policy): string {
  if (urgency === "now") return channel;
  const from = contacts.indexOf(channel);
  const inTurn = [...contacts.slice(from), ...contacts.slice(0, from)];
  const takesLists = (name: string) => {
    const kind = kindOf(name, policy);
    return kind !== undefined && !declaredChannels[kind].ringsOnly;
  };
  return inTurn.find(takesLists) ?? channel;
}

function kindOf(channel: string, { channels }: Policy): ChannelKind | undefined {
  return Object.hasOwn(channels, channel) ? channels[channel]?.type : undefined;
}
