/** How a destination is reached at an instant. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { scheduledIn } from "@tocsin/core/policy/schedule";
import { onCallAt, shiftEnd } from "./shifts.ts";

/** The parts of a policy that say how destinations are reached. */
export type Reach = Pick<Policy, "schedules" | "people" | "overrides">;

export type Way =
  /** The channel of that name, if there is one. */
  | { readonly kind: "channel"; readonly channel: string }
  | OnCall
  /** By the schedule nobody is on call. */
  | {
      readonly kind: "nobody";
      /** Before that nobody will be, unless somebody takes over. */
      readonly until?: Instant | undefined;
    };

/** The person on call in a schedule, through one of their contacts. */
export interface OnCall {
  readonly kind: "person";
  readonly schedule: string;
  readonly person: string;
  /** Of the schedule, an IANA name. */
  readonly timezone: string;
  readonly channel: string;
  /** All of theirs, the first first. */
  readonly contacts: readonly string[];
}

/** @param tries how often the destination was tried in vain: each attempt uses the next contact. */
export function wayTo(destination: string, policy: Reach, at: Instant, tries = 0): Way {
  const scheduled = scheduledIn(destination, policy.schedules);
  if (scheduled === undefined) return { kind: "channel", channel: destination };
  const { name, timezone } = scheduled.schedule;
  const { person, until } = onCallAt(scheduled.schedule, policy, at);
  const contacts =
    person !== undefined && Object.hasOwn(policy.people, person) ? (policy.people[person]?.contacts ?? []) : [];
  const channel = contacts[(scheduled.contact + tries) % Math.max(contacts.length, 1)];
  if (person === undefined || channel === undefined) return { kind: "nobody", until };
  return { kind: "person", schedule: name, person, timezone, channel, contacts };
}

/** When the shift or gap at `at` ends, in the schedule that a destination names; nothing if that is far ahead. */
export function shiftEndAt(destination: string, policy: Reach, at: Instant): Instant | undefined {
  const scheduled = scheduledIn(destination, policy.schedules);
  return scheduled && shiftEnd(scheduled.schedule, policy, at);
}
