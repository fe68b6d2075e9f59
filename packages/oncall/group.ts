/** A group is the alerts that one destination is told about as one. Its size shows in no item: only numbers of it are kept. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import type { Urgency } from "@tocsin/core/policy/urgency";

/** What makes a group the one that it is; its id is a hash of these. A renamed route changes none of them. */
export interface GroupKey {
  /** The name of a channel. */
  readonly destination: string;
  readonly urgency: Exclude<Urgency, "digest">;
  /** By what its alerts were put together, such as `{ condition: "threat", account: "111122223333" }`; for an alert by itself `{ alert: id }`. */
  readonly grouping: Readonly<Record<string, string>>;
}

/** By which names with which values, in the order of the names: a table gives the keys of a map in any. */
export function groupedBy({ grouping }: Pick<GroupKey, "grouping">): readonly (readonly [string, string])[] {
  return Object.entries(grouping).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Where an alert is to be told, by the policy alone. */
export interface Target extends GroupKey {
  readonly groupId: string;
  /** The first route that names the destination; only the reason that is shown. */
  readonly route: string;
  /** How long the destination waits for the first of a group: a step of an escalation waits for its minutes. */
  readonly waitSeconds: number;
  /** A step of an escalation waits each time that there is news: somebody may acknowledge it meanwhile. */
  readonly isStep?: true | undefined;
  /** Of a step, how long those who are told without one wait for the first of a group: its own time begins after that. */
  readonly firstWaitSeconds?: number | undefined;
}

/**
 * How an alert counts in its group. `open` is what people are to be told of; `acknowledged`, `suppressed` and `silenced` are open
 * too, but asked for by nobody; `over` is what has ended, or is in the group no more.
 */
export type Bucket = "open" | "acknowledged" | "suppressed" | "silenced" | "over";

/** An alert as it was last counted. */
export interface Memberships {
  /** Of the wake that was counted last: one with a lower version changes nothing. */
  readonly version: number;
  /** How often it was counted, from 1 on; each is written on condition that nobody has counted it since. */
  readonly revision: number;
  /** How many episodes were counted, or passed over because no route wanted them. */
  readonly episodes: number;
  /** The highest severity of its last episode, as far as that was counted: how bad it once was is news to no destination that comes later. */
  readonly worst: Severity;
  /** The highest severity of the episodes that were counted as over beside that one. */
  readonly worstOver?: Severity | undefined;
  /** When to look at it again though nothing happens: time alone makes it more urgent then. */
  readonly turnsAt?: Instant | undefined;
  /** One a destination, of the episode that was counted last. */
  readonly memberships: readonly Membership[];
  /** Where it was before, the last ten: in another group, at a destination that no route names any more, or in an earlier episode. */
  readonly past?: readonly PastMembership[] | undefined;
}

/** A part that an alert had in a group. */
export interface PastMembership extends Target {
  readonly since: Instant;
  /** When it left the group; where its episode ended there, nothing. */
  readonly leftAt?: Instant | undefined;
  /** What the destination had heard of it when it left; nothing, where it had not heard of it, or it was muted. */
  readonly heard?: { readonly worst: Severity; readonly episodes: number } | undefined;
}

/** An alert's part in one group, as it was last counted. */
export interface Membership extends Target {
  readonly bucket: Bucket;
  /** Of the alert when it was counted; of what is over, its last. */
  readonly severity: Severity;
  /** The highest severity with which its episode counts as begun: only what is worse is news. None while it has been muted all along. */
  readonly begun?: Severity | undefined;
  /** When the destination first was to hear of the episode. */
  readonly since: Instant;
  /** Of what is over, when it was counted as over. */
  readonly overAt?: Instant | undefined;
}

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** The numbers of a group, or a change in them. Each is a sum over the group's members, so that several writers may add to them side by side. */
export interface Counts {
  /** By severity as they are now. */
  readonly open: SeverityCounts;
  readonly acknowledged: number;
  readonly suppressed: number;
  readonly silenced: number;
  /**
   * Ever, and only growing: how often an episode began with a severity, rose to it, or was muted no more when it had it. What moved here
   * from another group did not begin.
   */
  readonly begun: SeverityCounts;
  /** Those of `begun` of which the destination had heard within the hour before: they come and go. */
  readonly again: SeverityCounts;
  /** Ever, and only growing. */
  readonly ended: number;
}

/**
 * An alert of a group of several that lately was news there: an episode of it began with a severity, rose to it, or ended after it had been
 * that severe. By it a notification can name what is no member any more, or is milder again.
 */
export interface Recent {
  readonly alertId: string;
  readonly severity: Severity;
  readonly at: Instant;
}

/**
 * By what a channel finds again what it showed of a group, such as a message that it edits. Its own fields are none where it shows nothing
 * that it could change; what is lost costs a new message. Beside them are `by`, the channel, and `delivered`, the sequence of the
 * notification that it showed.
 */
export type Handle = Readonly<Record<string, string>>;

/** What a destination was last told, and is about to be told, about one group. */
export interface Told {
  readonly key: GroupKey;
  readonly route: string;
  readonly waitSeconds: number;
  readonly isStep?: true | undefined;
  readonly firstWaitSeconds?: number | undefined;
  /** What the group's last notification called it, for one that says that all of it is over. */
  readonly title: string;
  /** Of the last notification that was begun. Numbers grow by one, and a receiver believes the highest. */
  readonly sequence: number;
  /** The last that was delivered, or that counts as told. */
  readonly last?: Telling | undefined;
  /** Of what the channel has shown of the group. */
  readonly handle?: Handle | undefined;
  /** While something new is owed: the group's numbers before that began, where they are not those of `last`. */
  readonly decidedOn?: Counts | undefined;
  /** What a notification said that may have arrived though nobody knows: of those since `last` the latest. */
  readonly doubt?: NotificationKind | undefined;
  readonly rung?: Ring | undefined;
  /** A notification on its way. No other is begun before `until`, after which whoever sent it has crashed. */
  readonly sending?: Sending | undefined;
  /** Since when there has been news that is not told. What waits is no news where it only is other numbers, a reminder, or an end. */
  readonly owedSince?: Instant | undefined;
  /** `isLimited`: it was refused last for coming too fast. */
  readonly failing?:
    | { readonly since: Instant; readonly times: number; readonly isLimited?: true | undefined }
    | undefined;
  /** Since when nothing was seen to be open in a group that comes and goes, and how many had ended then. */
  readonly quiet?: { readonly since: Instant; readonly ended: number } | undefined;
  /** The part of the group's numbers that its destination's overflow group holds. */
  readonly overflowed?: Counts | undefined;
  /** Who is told of the group in its destination's place, and the part of the group's numbers that is known there. */
  readonly fallen?: { readonly to: string; readonly counts: Counts } | undefined;
  /** The groups in whose destinations' place this one is told: their members are shown with its own. */
  readonly inPlaceOf?: readonly InPlaceOf[] | undefined;
  /** When to look again, whatever happens until then. */
  readonly nextAt?: Instant | undefined;
}

export interface InPlaceOf {
  readonly groupId: string;
  /** How many of the alerts that are not over are that group's. */
  readonly present: number;
}

/** When people were last rung for news, and of what. */
export interface Ring {
  readonly at: Instant;
  readonly kind: NotificationKind;
  /** How many alerts were open then. */
  readonly open: number;
  /** How many episodes had ever begun, or risen, by then; or by a reminder since, where some of them were gone by then. */
  readonly begun?: number | undefined;
  /** The same by the last reminder. */
  readonly remindedOf?: number | undefined;
  /** The worst that was told then. */
  readonly worst?: Severity | undefined;
  /** Whether all of that had been heard of within the hour before. */
  readonly isReturn?: true | undefined;
  /** Whether what came back since then was shown without a ring. */
  readonly isDamped?: true | undefined;
  /** How many reminders there were since, and when the last. */
  readonly reminders: number;
  readonly remindedAt?: Instant | undefined;
}

export interface Sending extends Telling {
  readonly kind: NotificationKind;
  readonly until: Instant;
  /** When to look again once it was delivered. */
  readonly nextAt?: Instant | undefined;
}

export interface Telling {
  readonly at: Instant;
  /** Of the last notification that was sent. None where all that counts as told was told elsewhere or not at all. */
  readonly kind?: NotificationKind | undefined;
  readonly rings: boolean;
  /** The group's numbers that the notification shows. */
  readonly counts: Counts;
  /** Of a drill that was delivered: when the function that sends was given it, and when the destination had taken it. */
  readonly way?: { readonly handedOverAt: Instant; readonly arrivedAt: Instant } | undefined;
}

/**
 * What a notification says: `opened`, `reopened` (it was over, or muted, and is open again), `worse`, `grew`, `reminder` (nobody has
 * acknowledged it), `updated` (numbers, or an acknowledgement; for destinations that show a state), `over`.
 */
export const notificationKinds = ["opened", "reopened", "worse", "grew", "reminder", "updated", "over"] as const;
export type NotificationKind = (typeof notificationKinds)[number];
