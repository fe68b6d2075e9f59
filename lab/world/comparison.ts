/** Compares what a disturbed run left in the table and showed to people with the expected result. */
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { type Instant, later, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { total } from "@tocsin/oncall/counts";
import { overflowTarget } from "@tocsin/oncall/decide/overflowed";
import type { Membership, Told } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { targetsOf } from "@tocsin/oncall/target/targets";
import { contentOf, type StoredAlert, unsoundness } from "./table-content.ts";

/** The differences, a sentence each, by how an outcome counts them. */
export interface Differences {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
}

export function together(...all: readonly Differences[]): Differences {
  return {
    lost: all.flatMap(({ lost }) => lost),
    doubled: all.flatMap(({ doubled }) => doubled),
    wrong: all.flatMap(({ wrong }) => wrong),
  };
}

/** The same events must have made the same alerts. */
export function comparedTables(
  expected: readonly StoredAlert[],
  found: readonly StoredAlert[],
  policy: Policy,
): Differences {
  const at = [...expected, ...found].map(({ head }) => head.evaluatedAt).reduce(later);
  const should = contentOf(expected, policy, at);
  const is = contentOf(found, policy, at);
  const lost: string[] = [];
  const wrong = found.flatMap((stored) => unsoundness(stored, policy) ?? []);
  for (const [id, { head, observations }] of should) {
    const other = is.get(id);
    if (other === undefined) lost.push(`${id}: the alert is missing`);
    for (const observation of other ? observations.difference(other.observations) : [])
      lost.push(`${id}: the observation is missing: ${observation}`);
    for (const observation of other?.observations.difference(observations) ?? [])
      wrong.push(`${id}: nobody said ${observation}`);
    if (other && other.head !== head) wrong.push(`${id}: is ${other.head}, not ${head}`);
  }
  for (const id of is.keys()) if (!should.has(id)) wrong.push(`${id}: nothing that was sent makes this alert`);
  return { lost, doubled: [], wrong };
}

/** The notification of each group that a receiver ends up with if it believes the highest number, whatever came last. */
export function lastShown(sent: readonly Notification[]): ReadonlyMap<string, Notification> {
  const last = new Map<string, Notification>();
  for (const notification of sent) {
    const { groupId, sequence } = notification;
    if (sequence >= (last.get(groupId)?.sequence ?? 0)) last.set(groupId, notification);
  }
  return last;
}

/** The groups for which a notification arrived after one with a higher number. */
export function regressed(sent: readonly Notification[]): readonly string[] {
  const groups = Map.groupBy(sent, ({ groupId }) => groupId);
  return [...groups].flatMap(([groupId, ofGroup]) => {
    const newest = Math.max(...ofGroup.map(({ sequence }) => sequence));
    return ofGroup.at(-1)?.sequence === newest ? [] : [groupId];
  });
}

/** How many of the announced groups are right, as an experiment's row shows it. */
export function regressedText(runs: readonly (readonly Notification[])[]): string {
  const found = runs.flatMap(regressed).length;
  const all = runs.reduce((sum, sent) => sum + new Set(sent.map(({ groupId }) => groupId)).size, 0);
  return `regressed: ${found} of ${all} groups`;
}

/** A destination's group, with its open members. */
interface KnownGroup {
  readonly told: Told;
  readonly open: readonly Severity[];
}

/**
 * The last notification of a destination must match the present state: for every group that waits for nothing at `at`, and for all groups
 * together that its overflow group stands for. Every alert that is open and routed to it must be counted there in its present state. This
 * holds even for entries that the log calls quiet: these loads hold no replay, no backfill and no decision.
 */
export function comparedTellings(
  stored: readonly StoredAlert[],
  sent: readonly Notification[],
  policy: Policy,
  { channel, at }: { readonly channel: string; readonly at: Instant },
): Differences {
  const uncounted = stored.flatMap((alert) => uncountedIn(alert, policy, channel));
  const last = lastShown(sent);
  const groups = groupsOf(stored, channel);
  const [overflowed, alone] = parted(groups);
  const differing = [...alone].flatMap(([groupId, group]) => untoldOf(groupId, group, last.get(groupId), at));
  const overflows = overflowsOf(overflowed, channel);
  const untoldTogether = [...overflows].flatMap(([groupId, open]) =>
    untoldTogetherOf(groupId, open, last.get(groupId)),
  );
  const unknown = [...last.keys()].filter((groupId) => !groups.has(groupId) && !overflows.has(groupId));
  return {
    lost: [...uncounted, ...differing, ...untoldTogether, ...(sent.length === 0 ? ["nothing at all was told"] : [])],
    doubled: [],
    wrong: unknown.map((groupId) => `group ${groupId} was told of, and no alert is in it`),
  };
}

function uncountedIn({ head, tellings }: StoredAlert, policy: Policy, channel: string): readonly string[] {
  const { view, notified, evaluatedAt } = head;
  if (view.status !== "OPEN" || !notified) return [];
  const isRouted = targetsOf(wakeOf(head), policy, evaluatedAt).some(({ destination }) => destination === channel);
  if (!isRouted) return [];
  const counted = tellings
    .flatMap(({ membership }) => current(membership))
    .find(({ destination }) => destination === channel);
  return counted?.bucket === "open" && counted.severity === view.severity
    ? []
    : [`${view.id} is open and ${view.severity}, and counts as ${counted?.bucket} ${counted?.severity}`];
}

/** A past alert is counted nowhere. */
function current(membership: StoredAlert["tellings"][number]["membership"]): readonly Membership[] {
  return "bucket" in membership ? [membership] : [];
}

function groupsOf(stored: readonly StoredAlert[], channel: string): ReadonlyMap<string, KnownGroup> {
  const groups = new Map<string, { told: Told; open: Severity[] }>();
  for (const { membership, told } of stored.flatMap(({ tellings }) => tellings)) {
    const [standing] = current(membership);
    if (standing?.destination !== channel || !told?.ok) continue;
    const { groupId, bucket, severity } = standing;
    const group = groups.get(groupId) ?? { told: told.value.told, open: [] };
    if (bucket === "open") group.open.push(severity);
    groups.set(groupId, group);
  }
  return groups;
}

/** The groups that the destination's overflow group stands for, and those that have notifications of their own. */
function parted(groups: ReadonlyMap<string, KnownGroup>) {
  const isOverflowed = ([, { told }]: [string, KnownGroup]) => told.overflowed !== undefined;
  return [
    new Map([...groups].filter(isOverflowed)),
    new Map([...groups].filter((group) => !isOverflowed(group))),
  ] as const;
}

/** For each overflow group that the channel may have, the open alerts of the groups that it stands for. */
function overflowsOf(
  overflowed: ReadonlyMap<string, KnownGroup>,
  channel: string,
): ReadonlyMap<string, readonly Severity[]> {
  const ids = (["now", "morning"] as const).map((urgency) => {
    const subject = { destination: channel, urgency, grouping: {}, route: "", waitSeconds: 0 };
    const ofUrgency = [...overflowed.values()].filter(({ told }) => told.key.urgency === urgency);
    return [overflowTarget(subject).groupId, ofUrgency.flatMap(({ open }) => open)] as const;
  });
  return new Map(ids);
}

function untoldTogetherOf(
  groupId: string,
  open: readonly Severity[],
  last: Notification | undefined,
): readonly string[] {
  const known = last ? total(last.counts.open) : 0;
  return isShown(open, last)
    ? []
    : [`overflow group ${groupId} stands for ${open.length} open, and was told of ${known}`];
}

function isShown(open: readonly Severity[], last: Notification | undefined): boolean {
  return severities.every(
    (severity) => (last?.counts.open[severity] ?? 0) === open.filter((one) => one === severity).length,
  );
}

/** Compared by the minute: a notification that fell due within the last minute is not lost. */
const TIMER_MILLISECONDS = 60_000;

function untoldOf(
  groupId: string,
  { told, open }: KnownGroup,
  last: Notification | undefined,
  at: Instant,
): readonly string[] {
  const isWaiting = told.nextAt !== undefined && told.nextAt > at;
  const known = last ? total(last.counts.open) : 0;
  if (told.last?.kind !== undefined && last === undefined && told.sequence > 0)
    return [`group ${groupId} counts as told, and nothing of it was received`];
  if (isWaiting && told.owedSince !== undefined) return [];
  if (told.nextAt !== undefined && told.nextAt <= at)
    return told.nextAt > shift(at, -TIMER_MILLISECONDS) ? [] : [`group ${groupId} is due since ${told.nextAt}`];
  if (last === undefined)
    return open.length === 0 ? [] : [`group ${groupId} has ${open.length} open, and was not told of`];
  return isShown(open, last) ? [] : [`group ${groupId} has ${open.length} open, and was told of ${known}`];
}
