/** The state of a destination, whether a channel or a schedule. */
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import type { Instant } from "@tocsin/core/event/instant";
import { declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import type { DestinationState } from "@tocsin/oncall/decide/circumstances";
import { wayTo } from "@tocsin/oncall/schedule/way-to";
import { whileNobody } from "@tocsin/oncall/schedule/while-nobody";
import { type OncallWorld, reachedBy } from "./oncall-world.ts";

export function destinationState(
  destination: string,
  stored: StoredDestination | undefined,
  world: OncallWorld,
  at: Instant,
): DestinationState {
  // A person is shown no state, whatever the contact.
  const reached = reachedBy(destination, world, at, { urgency: "now" });
  const window = stored?.window;
  if (reached !== undefined && "nobodyUntil" in reached)
    return { showsState: false, window, failing: whileNobody(reached.nobodyUntil, at) };
  const failing = failingAt(destination, stored, world.policy, at);
  // A person gets messages and is not shown a state: the next message may take another way, or go to another person.
  const showsState =
    reached?.onCall === undefined && reached !== undefined && declaredChannels[reached.kind].showsState;
  const { since, nextTryAt, isLimited } = failing ?? {};
  const isFailing = since !== undefined && nextTryAt !== undefined;
  return { showsState, window, failing: isFailing ? { since, nextTryAt, isLimited } : undefined };
}

/** A failure at a person who is no longer on call says nothing about the next one. */
export function failingAt(
  destination: string,
  stored: StoredDestination | undefined,
  policy: OncallWorld["policy"],
  at: Instant,
): StoredDestination["failing"] {
  const failing = stored?.failing;
  if (failing?.by === undefined) return failing;
  const way = wayTo(destination, policy, at);
  return way.kind === "person" && way.contacts.includes(failing.by) ? failing : undefined;
}
