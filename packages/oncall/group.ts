/** A group is the alerts that one destination is told about as one. Its size shows in no item: only numbers of it are kept. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import type { Urgency } from "@tocsin/core/policy/urgency";

/** What identifies a group; its id is a hash of these. A renamed route changes none of them. */
export interface GroupKey {
  /** The name of a channel. */
  readonly destination: string;
  readonly urgency: Exclude<Urgency, "digest">;
  /** The values that its alerts share, such as `{ condition: "threat", account: "111122223333" }`; for a single alert `{ alert: id }`. */
  readonly grouping: Readonly<Record<string, string>>;
}

/** The names and values in the order of the names, as a table returns the keys of a map in any order. */
export function groupedBy({ grouping }: Pick<GroupKey, "grouping">): readonly (readonly [string, string])[] {
  return Object.entries(grouping).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Where the policy alone says that an alert is told. */
export interface Target extends GroupKey {
  readonly groupId: string;
  /** The first route that names the destination; it is only shown as the reason. */
  readonly route: string;
  /** How long the destination waits after a group's first alert: a step of an escalation waits its minutes. */
  readonly waitSeconds: number;
  /** A step of an escalation waits each time that there is news, as somebody may acknowledge it meanwhile. */
  readonly isStep?: true | undefined;
  /** For a step: how long the destinations without a step wait after a group's first alert; the step's own time begins after that. */
  readonly firstWaitSeconds?: number | undefined;
}

/**
 * How an alert counts in its group. `open` alerts are told; `acknowledged`, `suppressed` and `silenced` ones are open too, but nobody has
 * to be told; `over` are those that have ended, or are no longer in the group.
 */
export type Bucket = "open" | "acknowledged" | "suppressed" | "silenced" | "over";

/** An alert as it was last counted. */
export interface Memberships {
  /** Of the wake that was counted last: one with a lower version changes nothing. */
  readonly version: number;
  /** How often it was counted, from 1; each write requires that nobody has counted it since. */
  readonly revision: number;
  /** How many episodes were counted, or skipped because no route matched them. */
  readonly episodes: number;
  /** The highest counted severity of its last episode: a destination that is added later does not hear of an earlier severity. */
  readonly worst: Severity;
  /** The highest severity of the episodes that were counted as over beside that one. */
  readonly worstOver?: Severity | undefined;
  /** When to look at it again though nothing happens: time alone makes it more urgent then. */
  readonly turnsAt?: Instant | undefined;
  /** One for each destination, for the episode that was counted last. */
  readonly memberships: readonly Membership[];
  /** Its last ten earlier places: in another group, at a destination that no route names any more, or in an earlier episode. */
  readonly past?: readonly PastMembership[] | undefined;
}

/** A part that an alert had in a group. */
export interface PastMembership extends Target {
  readonly since: Instant;
  /** When it left the group; nothing if its episode ended there. */
  readonly leftAt?: Instant | undefined;
  /** What the destination had heard of it when it left; nothing if it had not heard of it, or it was muted. */
  readonly heard?: { readonly worst: Severity; readonly episodes: number } | undefined;
}

/** An alert's part in one group, as it was last counted. */
export interface Membership extends Target {
  readonly bucket: Bucket;
  /** The alert's severity when it was counted; if it is over, its last. */
  readonly severity: Severity;
  /** The highest severity with which its episode counts as begun: only a worse one is news. None if it has always been muted. */
  readonly begun?: Severity | undefined;
  /** When the destination first was to hear of the episode. */
  readonly since: Instant;
  /** If it is over: when it was counted as over. */
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
   * How often an episode ever began with a severity, rose to it, or was unmuted with it; this only grows. An alert that moved here from
   * another group did not begin.
   */
  readonly begun: SeverityCounts;
  /** Those of `begun` that the destination had heard of within the hour before: they come and go. */
  readonly again: SeverityCounts;
  /** Ever, and only growing. */
  readonly ended: number;
}

/**
 * An alert of a group of several that was recently news there: its episode began with a severity, rose to it, or ended after it had been
 * that severe. With it a notification can name an alert that is no longer a member, or is milder again.
 */
export interface Recent {
  readonly alertId: string;
  readonly severity: Severity;
  readonly at: Instant;
}

/**
 * A channel's handle to what it showed of a group, such as a message that it edits. A channel that can change nothing has no fields of its
 * own; if the handle is lost, the channel sends a new message. All handles have `by`, the channel, and `delivered`, the sequence of the
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
  /** The group's title in its last notification, for the one that says that all is over. */
  readonly title: string;
  /** The number of the last notification that was begun. Numbers grow by one, and a receiver believes the highest. */
  readonly sequence: number;
  /** What was last delivered, or counts as told. */
  readonly last?: Telling | undefined;
  /** Of what the channel has shown of the group. */
  readonly handle?: Handle | undefined;
  /** While something new is owed: the group's numbers before it began, if they differ from those of `last`. */
  readonly decidedOn?: Counts | undefined;
  /** What a notification said if it is unknown whether it arrived: the latest one since `last`. */
  readonly doubt?: NotificationKind | undefined;
  readonly rung?: Ring | undefined;
  /** A notification on its way. No other is begun before `until`; after that its sender has crashed. */
  readonly sending?: Sending | undefined;
  /** Since when news has been waiting. New numbers, a reminder or an end are no news. */
  readonly owedSince?: Instant | undefined;
  /** `isLimited`: the last refusal was because it came too fast. */
  readonly failing?:
    | { readonly since: Instant; readonly times: number; readonly isLimited?: true | undefined }
    | undefined;
  /** For a group that comes and goes: since when nothing was seen open, and how many had ended then. */
  readonly quiet?: { readonly since: Instant; readonly ended: number } | undefined;
  /** The part of the group's numbers that its destination's overflow group holds. */
  readonly overflowed?: Counts | undefined;
  /** Which destination is told of the group in place of its own, and the part of the group's numbers that it knows. */
  readonly fallen?: { readonly to: string; readonly counts: Counts } | undefined;
  /** The groups that this one stands in for, as their destinations do not answer: their members are shown with its own. */
  readonly inPlaceOf?: readonly InPlaceOf[] | undefined;
  /** When to look again, even if nothing happens until then. */
  readonly nextAt?: Instant | undefined;
}

export interface InPlaceOf {
  readonly groupId: string;
  /** How many of the alerts that are not over belong to that group. */
  readonly present: number;
}

/** When news last rang, and for what. */
export interface Ring {
  readonly at: Instant;
  readonly kind: NotificationKind;
  /** How many alerts were open then. */
  readonly open: number;
  /** How many episodes had ever begun, or risen, by then; or by a later reminder, if some had gone before it. */
  readonly begun?: number | undefined;
  /** The same by the last reminder. */
  readonly remindedOf?: number | undefined;
  /** The worst that was told then. */
  readonly worst?: Severity | undefined;
  /** Whether all of these had been heard of within the hour before. */
  readonly isReturn?: true | undefined;
  /** Whether an alert that came back since then was shown without a ring. */
  readonly isDamped?: true | undefined;
  /** How many reminders there were since, and when the last one was. */
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
  /** Of the last notification that was sent. None if everything that counts as told was told elsewhere or not at all. */
  readonly kind?: NotificationKind | undefined;
  readonly rings: boolean;
  /** The group's numbers that the notification shows. */
  readonly counts: Counts;
  /** For a delivered drill: when the sending function received it, and when the destination accepted it. */
  readonly way?: { readonly handedOverAt: Instant; readonly arrivedAt: Instant } | undefined;
}

/**
 * What a notification says: `opened`, `reopened` (it was over, or muted, and is open again), `worse`, `grew`, `reminder` (nobody has
 * acknowledged it), `updated` (new numbers, or an acknowledgement; only for destinations that show a state), `over`.
 */
export const notificationKinds = ["opened", "reopened", "worse", "grew", "reminder", "updated", "over"] as const;
export type NotificationKind = (typeof notificationKinds)[number];
