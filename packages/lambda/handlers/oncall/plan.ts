/** What follows from a batch of wakes: what to write and, after that, what to send. */
import { shardOf } from "@tocsin/aws/alerts/alerts-schema";
import type { GroupsChange } from "@tocsin/aws/groups/groups-store";
import type { StoredDestination } from "@tocsin/aws/groups/items/destination-item";
import { compareSeverity, severities } from "@tocsin/core/alert/severity";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { earlier, type Instant, shift } from "@tocsin/core/event/instant";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import { sameJson } from "@tocsin/core/text/json";
import { besideIn, type Change, type Counted, type Counting, counted, runningIn } from "@tocsin/oncall/counted";
import { plus, presentIn, total, worstOf, zero } from "@tocsin/oncall/counts";
import type { Circumstances, Subject } from "@tocsin/oncall/decide/circumstances";
import { decide } from "@tocsin/oncall/decide/decide";
import { fallbackTarget, fallenChanges, inPlaceOfAfter } from "@tocsin/oncall/decide/fallen";
import { earliestOf, isOverflow, type Look, lookAt } from "@tocsin/oncall/decide/look";
import { overflowChange, overflowTarget } from "@tocsin/oncall/decide/overflowed";
import { windowAfter } from "@tocsin/oncall/decide/sending-window";
import { toldAfter } from "@tocsin/oncall/decide/told";
import type { Counts, GroupKey, InPlaceOf, Membership, Memberships, Recent, Target, Told } from "@tocsin/oncall/group";
import { newestWakes } from "@tocsin/oncall/newest-wakes";
import { quietDaysOf } from "@tocsin/oncall/quiet-days";
import { wayTo } from "@tocsin/oncall/schedule/way-to";
import { silencedBy } from "@tocsin/oncall/silence";
import { fallbackFor, isToldBeside } from "@tocsin/oncall/target/fallback-for";
import { isSameSchedule } from "@tocsin/oncall/target/same-schedule";
import { targetsOf, withWaitAt } from "@tocsin/oncall/target/targets";
import { urgencyChangesAt } from "@tocsin/oncall/target/urgency-changes";
import type { Verdict } from "@tocsin/oncall/verdict";
import { asOpen, type Wake } from "@tocsin/oncall/wake";
import { decidedBy, decidedOn } from "./decided.ts";
import { destinationState, failingAt } from "./destination-state.ts";
import { type OncallWorld, type Reached, reachedBy } from "./oncall-world.ts";
import { type KnownGroup, type Snapshot, spreadOf } from "./snapshot.ts";

/** What on-call is woken for: alerts whose view changed, and groups that are due. */
export interface Batch {
  readonly wakes: readonly Wake[];
  readonly groupIds: readonly string[];
}

export interface Plan {
  readonly change: GroupsChange;
  readonly tellings: readonly Telling[];
  /** When to look at groups again that wait. */
  readonly waits: readonly { readonly groupId: string; readonly until: Instant }[];
  /** The reason of each verdict. */
  readonly reasons: readonly string[];
  /** What a live stack would have told. */
  readonly heldBack: readonly Subject[];
}

/** A notification that is begun. */
export interface Telling {
  readonly groupId: string;
  readonly verdict: Extract<Verdict, { outcome: "tell" }>;
  /** As it is written with the notification. */
  readonly told: Told;
  readonly revision: number;
  readonly before: Counts | undefined;
  readonly counts: Counts;
  /** The groups whose members are shown. */
  readonly membersOf: readonly string[];
  /** The alerts that this batch brought into the group. */
  readonly wakes: readonly Wake[];
  /** The alerts that it moved out of the group, to be told elsewhere. */
  readonly moved: readonly Wake[];
  /** The group's news since its last telling, as far as it is known: the worst and latest first. */
  readonly recent: readonly Recent[];
  /** How often the destination was tried since it last accepted a notification. */
  readonly tries: number | undefined;
  /** At the last attempt it limited its rate. */
  readonly isLimited: boolean | undefined;
  readonly reached: Reached;
}

/** After this time, undecided numbers are looked at. */
const LOOK_SECONDS = 60;

/** A group of the batch, with what the batch adds to its numbers. */
interface Changing {
  readonly groupId: string;
  /** As the policy has it now; for a group that is only looked at, as stored. */
  readonly subject: Subject | undefined;
  readonly delta: Counts;
  /** The id of the first alert or group that adds to it. */
  readonly by?: string | undefined;
  /** Of the fallback's group, the groups of other destinations whose decisions add to it. */
  readonly fallen: readonly (InPlaceOf & { readonly title: string })[];
  readonly wakes: readonly Wake[];
  readonly moved: readonly Wake[];
  readonly recent: readonly Recent[];
  /** For what moved here from another group: since when the destination has been owed it. */
  readonly owedSince?: Instant | undefined;
}

/**
 * @param mode `undecided` counts the alerts and marks the groups as due: for a caller that has lost the race to decide too often.
 * @throws CallError, ItemError
 */
export async function planned(
  { wakes, groupIds }: Batch,
  snapshot: Snapshot,
  world: OncallWorld,
  now: Instant,
  mode: "decided" | "undecided",
): Promise<Plan> {
  const draft = emptyDraft(now);
  const groups = await countedGroups(wakes, snapshot, world, draft);
  for (const groupId of groupIds) if (!groups.has(groupId)) groups.set(groupId, untouched(groupId));
  const isNamedAlone = mode === "decided" && groupIds.length > 0;
  await snapshot.include({
    groups: [...groups.values()].map(placeOf),
    destinations: isNamedAlone ? likelyDestinations(world) : [],
  });
  if (mode === "undecided") {
    for (const group of groups.values()) add(group, { dueAt: now, decidedBy: undefined }, draft);
    return draft;
  }
  await snapshot.include({ groups: [], destinations: destinationsOf(groups, snapshot) });
  // What is too much for a destination is told in a group of its own, which never overflows itself.
  const [overflowing, others] = parted([...groups.values()], (group) => {
    const subject = subjectOf(group, snapshot);
    return subject !== undefined && isOverflow(subject);
  });
  const fallbacks = await includeFallbacks(others, snapshot, world, now);
  const [ofFallbacks, first] = parted(others, (group) => fallbacks.has(subjectOf(group, snapshot)?.destination ?? ""));
  const further: Further = { overflows: byId(overflowing), fallen: byId(ofFallbacks) };
  for (const group of first) decideOn(group, further, snapshot, world, draft);
  // The previous fallback may fail too, and its groups be told to the present one.
  await includeFallbacks([...further.fallen.values()], snapshot, world, now);
  const isLast = ({ subject }: Changing) => subject?.destination === world.policy.fallback;
  for (const group of further.fallen.values()) if (!isLast(group)) decideOn(group, further, snapshot, world, draft);
  for (const group of further.fallen.values()) if (isLast(group)) decideOn(group, further, snapshot, world, draft);
  await snapshot.include({ groups: [...further.overflows.values()].map(placeOf) });
  for (const group of further.overflows.values()) decideOn(group, further, snapshot, world, draft);
  return draft;
}

/** Groups whose numbers depend on decisions on others: they are decided after those. */
interface Further {
  readonly overflows: Map<string, Changing>;
  /** Those of the fallback. */
  readonly fallen: Map<string, Changing>;
}

function byId(groups: readonly Changing[]): Map<string, Changing> {
  return new Map(groups.map((group) => [group.groupId, group]));
}

/** Reads and returns who is told in place of destinations that have failed for long, or was told so far. @throws CallError */
async function includeFallbacks(
  groups: readonly Changing[],
  snapshot: Snapshot,
  { policy }: OncallWorld,
  now: Instant,
): Promise<ReadonlySet<string>> {
  const targets = groups.flatMap((group) => {
    const subject = subjectOf(group, snapshot);
    if (subject === undefined) return [];
    const told = snapshot.group(group.groupId).told?.told;
    const held = told?.fallen?.to;
    const fallback = fallbackOf(subject, told?.owedSince, snapshot, policy, now);
    return [held, fallback].flatMap((to) => (to === undefined ? [] : [fallbackTarget(subject, to)]));
  });
  const destinations = targets.map(({ destination }) => destination);
  await snapshot.include({ groups: targets, destinations });
  return new Set(destinations);
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function subjectOf({ groupId, subject }: Changing, snapshot: Snapshot): Subject | undefined {
  return subject ?? snapshot.group(groupId).subject;
}

interface Draft extends Plan {
  readonly change: {
    -readonly [K in keyof GroupsChange]: GroupsChange[K] extends readonly (infer T)[] ? T[] : GroupsChange[K];
  };
  readonly tellings: Telling[];
  readonly waits: { groupId: string; until: Instant }[];
  readonly reasons: string[];
  readonly heldBack: Subject[];
  /** The states of destinations, with what was begun in this batch. */
  readonly destinations: Map<string, StoredDestination>;
}

function emptyDraft(at: Instant): Draft {
  return {
    change: { at, alerts: [], members: [], held: [], counts: [], lookedAt: [], told: [], destinations: [] },
    tellings: [],
    waits: [],
    reasons: [],
    heldBack: [],
    destinations: new Map(),
  };
}

/** Counts each alert in its groups. */
async function countedGroups(
  wakes: readonly Wake[],
  snapshot: Snapshot,
  world: OncallWorld,
  draft: Draft,
): Promise<Map<string, Changing>> {
  const newest = new Map(
    [...Map.groupBy(wakes, ({ alertId }) => alertId)].map(([alertId, all]) => [alertId, newestWakes(all)]),
  );
  // Most alerts stay in their groups, so these are read at once.
  const likely = [...newest.values()]
    .flat()
    .flatMap((wake) => [wake, besideIn(undefined, wake)])
    .flatMap((wake) => (wake === undefined ? [] : targetsOf(wake, world.policy, draft.change.at)));
  await snapshot.include({
    alertIds: [...newest.keys()],
    groups: likely,
    destinations: likely.map(({ destination }) => destination),
  });
  const held = [...newest.keys()].flatMap((alertId) => snapshot.memberships(alertId)?.memberships ?? []);
  await snapshot.include({ groups: held });
  const groups = new Map<string, Changing>();
  for (const [alertId, ofAlert] of newest)
    for (const change of await countedIn(alertId, ofAlert, snapshot, world, draft)) {
      const { target, delta, shown, isMoved, movedFrom } = change;
      const { groupId } = target;
      const known = groups.get(groupId) ?? { ...untouched(groupId), by: alertId, subject: target };
      const recent = [...known.recent, ...recentIn(delta, shown, draft.change.at)];
      const brought = isMoved ? { moved: [...known.moved, shown] } : { wakes: [...known.wakes, shown] };
      const owedThere = movedFrom === undefined ? undefined : snapshot.group(movedFrom).told?.told.owedSince;
      const owedSince = earliestOf(known.owedSince, owedThere);
      groups.set(groupId, { ...known, delta: plus(known.delta, delta), ...brought, recent, owedSince });
    }
  return groups;
}

/** What a wake changes in one group, and the alert as that group is told of it. */
interface CountedChange extends Change {
  readonly shown: Wake;
  /** It goes on, and in this group no more. */
  readonly isMoved: boolean;
}

/** One wake after the other, as if each had come by itself; the result is written once. @throws CallError, ItemError */
async function countedIn(
  alertId: string,
  wakes: readonly Wake[],
  snapshot: Snapshot,
  world: OncallWorld,
  { change }: Draft,
): Promise<readonly CountedChange[]> {
  const before = snapshot.memberships(alertId);
  const all: Omit<CountedChange, "isMoved">[] = [];
  const isOwedBy = (groupId: string) =>
    all.some(({ target, delta }) => target.groupId === groupId && total(delta.begun) > 0) ||
    isOwed(snapshot.group(groupId));
  const isRenamed: Counting["isRenamed"] = (from, to) =>
    isSameSchedule(from, to, snapshot.group(from.groupId).told?.told, world.policy);
  let known = before;
  let shown: Wake | undefined;
  for (const wake of wakes) {
    await snapshot.include({ groups: known?.memberships ?? [] });
    const result = countedBy(wake, known, { isOwed: isOwedBy, isRenamed }, world, change.at);
    if (result === undefined) continue;
    known = result.memberships;
    shown = wake;
    all.push(...result.changes);
  }
  if (known === undefined || shown === undefined) return [];
  const after = { ...known, revision: (before?.revision ?? 0) + 1 };
  if (isKnown({ memberships: after, changes: all }, before)) return [];
  change.alerts.push({ alertId, counted: after });
  const isIn = new Map(after.memberships.map((membership) => [membership.groupId, membership]));
  const left = (before?.memberships ?? []).filter(({ groupId }) => !isIn.has(groupId));
  for (const { groupId, grouping } of [...after.memberships, ...left]) {
    if (spreadOf(grouping) === 1) continue;
    change.members.push({ groupId, alertId, member: memberOf(isIn.get(groupId), shown.view) });
  }
  return all.map((one) => ({
    ...one,
    isMoved: one.shown.view.status !== "RESOLVED" && !isIn.has(one.target.groupId),
  }));
}

function countedBy(
  wake: Wake,
  known: Memberships | undefined,
  groups: Pick<Counting, "isOwed" | "isRenamed">,
  { policy, silences, mode }: OncallWorld,
  now: Instant,
): { readonly memberships: Memberships; readonly changes: readonly Omit<CountedChange, "isMoved">[] } | undefined {
  const targets = targetsOf(wake, policy, now, runningIn(known, wake));
  const isSilenced = (one: Wake) => silencedBy(one, silences, policy.silences, now) !== undefined;
  const beside = besideIn(known, wake);
  const besideTargets = beside && !isSilenced(beside) ? targetsOf(beside, policy, now) : [];
  const counting = { now, mode, ...groups, isSilenced: isSilenced(wake), besideTargets };
  const result = counted(known, wake, targets, counting);
  if (result === undefined) return undefined;
  const turnsAt = urgencyChangesAt(wake, policy, now, runningIn(result.memberships, wake));
  const { memberships } = result.memberships;
  // In a group that the alert itself is not in, it is what is over.
  const isBeside = ({ groupId }: Target) =>
    besideTargets.some((target) => target.groupId === groupId) && !memberships.some((one) => one.groupId === groupId);
  return {
    memberships: { ...result.memberships, turnsAt },
    changes: result.changes.map((one) => ({ ...one, shown: beside && isBeside(one.target) ? beside : wake })),
  };
}

/** The severities for which the alert is news in its group's numbers. */
function recentIn({ begun, ended }: Counts, shown: Wake, at: Instant): readonly Recent[] {
  const { alertId, view } = shown;
  const isOver = ended > 0 && view.status === "RESOLVED";
  return severities
    .filter((severity) => begun[severity] > 0 || (isOver && severity === asOpen(shown).severity))
    .map((severity) => ({ alertId, severity, at }));
}

/** If a group was never decided on, nobody was told of it. */
function isOwed({ told }: KnownGroup): boolean {
  return told === undefined || told.told.owedSince !== undefined;
}

/** The same wake again, or a look that changes nothing. */
function isKnown({ memberships, changes }: Counted, known: Memberships | undefined): boolean {
  return changes.length === 0 && sameJson({ ...memberships, revision: known?.revision }, known);
}

function memberOf(membership: Membership | undefined, view: Wake["view"]) {
  if (membership === undefined || membership.bucket === "over") return undefined;
  const { id, account, owner, directory, attributes, deadline } = view;
  const { severity, since, bucket } = membership;
  return {
    ...{ severity, since, deadline, bucket, account },
    problem: String(attributes.cve?.[0] ?? id),
    owner: owner ?? UNOWNED,
    environment: directory?.environment ?? UNKNOWN_ENVIRONMENT,
  };
}

function untouched(groupId: string): Changing {
  return { groupId, subject: undefined, delta: zero, fallen: [], wakes: [], moved: [], recent: [] };
}

function placeOf({ groupId, subject }: Changing): { groupId: string; grouping?: GroupKey["grouping"] } {
  return { groupId, ...(subject && { grouping: subject.grouping }) };
}

/** With more of them, reading unneeded items costs more than another request. */
const LIKELY_LIMIT = 10;

/** The destination of a group of which only the id is known, until it is read. */
function likelyDestinations({ policy }: OncallWorld): readonly string[] {
  const destinations = destinationsIn(policy);
  return destinations.length <= LIKELY_LIMIT ? destinations : [];
}

function destinationsOf(groups: ReadonlyMap<string, Changing>, snapshot: Snapshot): readonly string[] {
  return [...groups.values()].flatMap((group) => subjectOf(group, snapshot)?.destination ?? []);
}

/** What waits for a look at the group, and for which revision of what was told it was decided to be no news. */
type Mark = Pick<GroupsChange["counts"][number], "dueAt" | "decidedBy">;

/** Adds what the batch changes to one shard of the group's numbers, and says when to look at them if nobody does now. */
function add({ groupId, subject, delta, by, recent }: Changing, mark: Mark, { change }: Draft): void {
  if (subject === undefined || by === undefined) return;
  const shard = shardIn(subject, by);
  // The group of a single alert has a known alert.
  const kept = spreadOf(subject.grouping) === 1 ? [] : recent;
  change.counts.push({ groupId, shard, subject: plain(subject), delta, recent: kept, ...mark });
}

/** Any shard will do, as long as parallel writers usually take different ones. */
function shardIn({ grouping }: Subject, by: string): number {
  return shardOf(by) % spreadOf(grouping);
}

/** A target is more than a subject. */
function plain({ destination, urgency, grouping, route, waitSeconds, isStep, firstWaitSeconds }: Subject): Subject {
  return { destination, urgency, grouping, route, waitSeconds, isStep, firstWaitSeconds };
}

function decideOn(changing: Changing, further: Further, snapshot: Snapshot, world: OncallWorld, draft: Draft): void {
  const known = snapshot.group(changing.groupId);
  const counted = subjectOf(changing, snapshot);
  // A group of which nothing is known has nothing to tell.
  if (counted === undefined) return;
  const subject = withWaitAt(counted, world.policy, draft.change.at);
  const stored = known.told?.told;
  const counts = plus(known.counts, changing.delta);
  const fallback = freeFallback({ subject, counts, owedSince: stored?.owedSince }, further, snapshot, world, draft);
  const inPlaceOf = inPlaceOfAfter(stored ?? {}, changing.fallen);
  const circumstances = {
    ...circumstancesOf(subject, snapshot, world, draft),
    fallback,
    isInPlace: inPlaceOf === undefined ? undefined : true,
    decidedOn: decidedOn(known),
    owedSince: changing.owedSince,
  };
  const look = lookAt(stored, subject, counts, circumstances);
  const decided = decide(stored, subject, counts, circumstances);
  const failing = failingAt(
    subject.destination,
    snapshot.destination(subject.destination),
    world.policy,
    circumstances.now,
  );
  const reached = reachedBy(subject.destination, world, circumstances.now, {
    urgency: subject.urgency,
    tries: failing?.times,
  });
  const verdict = reached === undefined ? withoutChannel(decided) : decided;
  const title = stored?.title ?? changing.fallen[0]?.title ?? titleOfWorst([...changing.wakes, ...changing.moved]);
  const told = { ...toldAfter(look, verdict, title), inPlaceOf };
  const outcome: Outcome = { changing, known, look, verdict, told };
  draft.reasons.push(verdict.reason);
  const isWritten = isChanged(outcome);
  add(
    changing,
    isWritten ? {} : { dueAt: shift(draft.change.at, LOOK_SECONDS * 1000), decidedBy: decidedBy(known, look, verdict) },
    draft,
  );
  // A function that only counts has left its own mark, and would lose the race to all others if it removed the marks of their shards.
  if (isWritten || changing.by === undefined) lookedAt(outcome, draft);
  if (!isWritten) return;
  draft.change.told.push(writtenOf(outcome, world));
  const overflow = overflowChange(look, verdict);
  if (overflow) {
    addTo(further.overflows, overflowTarget(subject), changing, overflow);
    draft.change.held.push(heldOf(outcome));
  }
  for (const { target, change } of fallenChanges(look, verdict)) {
    const here = told.fallen?.to === target.destination ? presentIn(told.fallen.counts) : 0;
    const held = { groupId: changing.groupId, present: here, title: told.title };
    addTo(further.fallen, target, { ...changing, fallen: [held] }, change);
  }
  if (verdict.reason === "learning" && !subject.isStep) draft.heldBack.push(subject);
  if (verdict.outcome === "later") draft.waits.push({ groupId: changing.groupId, until: waitsUntil(verdict, draft) });
  if (verdict.outcome === "tell" && reached !== undefined && "kind" in reached)
    begin(verdict, outcome, reached, snapshot, world, draft);
}

/** By then a notification on its way has usually arrived. What came meanwhile is news as long as nobody has decided on it. */
const ARRIVAL_SECONDS = 2;

function waitsUntil({ reason, nextAt }: Extract<Verdict, { outcome: "later" }>, { change: { at } }: Draft): Instant {
  return reason === "being-told" ? earlier(nextAt, shift(at, ARRIVAL_SECONDS * 1000)) : nextAt;
}

/** Whether the overflow group stands for the group from now on. */
function heldOf({ changing: { groupId }, look: { subject, counts, circumstances }, told }: Outcome) {
  const { alert } = subject.grouping;
  const isListed = told.overflowed !== undefined && presentIn(counts) > counts.silenced;
  const held = { severity: worstOf(counts.open) ?? "INFORMATIONAL", since: circumstances.now, alert } as const;
  return { overflowId: overflowTarget(subject).groupId, groupId, held: isListed ? held : undefined };
}

/** The decision on a group, and its inputs. */
interface Outcome {
  readonly changing: Changing;
  readonly known: KnownGroup;
  readonly look: Look;
  readonly verdict: Verdict;
  readonly told: Told;
}

function fallbackOf(
  subject: Subject,
  owedSince: Instant | undefined,
  snapshot: Snapshot,
  policy: OncallWorld["policy"],
  at: Instant,
): string | undefined {
  const { destination } = subject;
  const failing = failingAt(destination, snapshot.destination(destination), policy, at);
  return fallbackFor(subject, wayTo(destination, policy, at), failing, policy, at, owedSince);
}

/**
 * The policy's fallback, unless the group's alerts are told there anyway: by a route, or in place of another destination of their own
 * route.
 */
function freeFallback(
  { subject, counts, owedSince }: Pick<Look, "subject" | "counts"> & { readonly owedSince: Instant | undefined },
  { fallen }: Further,
  snapshot: Snapshot,
  { policy }: OncallWorld,
  { change }: Draft,
): string | undefined {
  const fallback = fallbackOf(subject, owedSince, snapshot, policy, change.at);
  if (fallback === undefined) return undefined;
  const { groupId } = fallbackTarget(subject, fallback);
  const there = snapshot.group(groupId);
  const added = fallen.get(groupId) ?? untouched(groupId);
  const ofOthers = inPlaceOfAfter(there.told?.told ?? {}, added.fallen) ?? [];
  const present = presentIn(plus(there.counts, added.delta));
  const isRouted = present > ofOthers.reduce((sum, other) => sum + other.present, 0);
  return isRouted || isToldBeside(subject, presentIn(counts), ofOthers, policy) ? undefined : fallback;
}

function circumstancesOf(
  { destination }: Subject,
  snapshot: Snapshot,
  world: OncallWorld,
  { change, destinations }: Draft,
): Circumstances {
  const { policy, mode, pausedUntil } = world;
  const stored = destinations.get(destination) ?? snapshot.destination(destination);
  const state = destinationState(destination, stored, world, change.at);
  const mornings = { timezone: policy.timezone, quietDays: quietDaysOf(destination, policy) };
  return { now: change.at, mode, pausedUntil, ...mornings, destination: state };
}

/** The policy has no channel of this name any more: its groups have nobody to tell. */
function withoutChannel(verdict: Verdict): Verdict {
  if (verdict.outcome === "nothing") return verdict;
  return { outcome: "nothing", reason: "no-channel", isTold: false };
}

function titleOfWorst(wakes: readonly Wake[]): string {
  return worstIn(wakes)?.view.title ?? "";
}

function worstIn(wakes: readonly Wake[]): Wake | undefined {
  return wakes.toSorted((a, b) => compareSeverity(asOpen(b).severity, asOpen(a).severity))[0];
}

function isChanged({ known, verdict, told }: Outcome): boolean {
  return verdict.outcome === "tell" || isOtherVerdict(known, verdict) || !sameJson(told, known.told?.told);
}

function isOtherVerdict({ told }: KnownGroup, { outcome, reason }: Verdict): boolean {
  return outcome !== told?.verdict.outcome || reason !== told.verdict.reason;
}

/** Numbers that were decided on need not be looked at for their own sake, unless they have changed since. */
function lookedAt({ changing, known, look }: Outcome, { change }: Draft): void {
  const own = changing.by === undefined ? undefined : shardIn(look.subject, changing.by);
  // A transaction writes no item twice.
  for (const [shard, { sequence, dueAt }] of known.shards)
    if (dueAt !== undefined && shard !== own) change.lookedAt.push({ groupId: changing.groupId, shard, sequence });
}

function writtenOf({ changing, known, look, verdict, told }: Outcome, { policy, directory }: OncallWorld) {
  const { circumstances, counts, subject } = look;
  const wokenAt = changing.wakes.find(({ sentAt }) => sentAt !== undefined)?.sentAt;
  const telling =
    verdict.outcome === "tell" ? { kind: verdict.kind, rings: verdict.rings, sequence: told.sequence } : {};
  const { outcome, reason, nextAt } = verdict;
  const condition = known.told?.condition ?? worstIn([...changing.wakes, ...changing.moved])?.view.condition;
  const isRecorded = outcome === "tell" || isOtherVerdict(known, verdict);
  return {
    groupId: changing.groupId,
    before: known.told?.revision,
    stored: { told, revision: (known.told?.revision ?? 0) + 1, condition, verdict: { outcome, reason } },
    isOver: presentIn(counts) === 0,
    verdict: isRecorded
      ? {
          ...{ at: circumstances.now, wokenAt, outcome, reason, nextAt, counts, told: known.told?.told, ...telling },
          ...{ subject: plain(subject), circumstances },
          ...{ policyVersion: policy.version, directoryVersion: directory.version },
        }
      : undefined,
  };
}

function addTo(further: Map<string, Changing>, target: Target, changing: Changing, added: Counts): void {
  const { groupId } = target;
  const before = further.get(groupId) ?? untouched(groupId);
  const { by = changing.groupId, subject = target } = before;
  const wakes = [...before.wakes, ...changing.wakes];
  const moved = [...before.moved, ...changing.moved];
  const fallen = [...before.fallen, ...changing.fallen];
  const recent = [...before.recent, ...changing.recent];
  further.set(groupId, { ...before, by, subject, fallen, delta: plus(before.delta, added), wakes, moved, recent });
}

function begin(
  verdict: Telling["verdict"],
  { changing, known, look, told }: Outcome,
  reached: Reached,
  snapshot: Snapshot,
  { policy }: OncallWorld,
  { change, destinations, tellings }: Draft,
): void {
  const { destination } = look.subject;
  const read = snapshot.destination(destination);
  const state = { ...read, revision: (read?.revision ?? 0) + 1, window: windowAfter(look, verdict) };
  destinations.set(destination, state);
  change.destinations = [
    ...change.destinations.filter((other) => other.destination !== destination),
    { destination, before: read?.revision, stored: state },
  ];
  const { groupId, wakes, moved } = changing;
  const revision = (known.told?.revision ?? 0) + 1;
  const before = known.told?.told.last?.counts;
  const recent = recentSince(known.told?.told.last?.at, [...known.recent, ...changing.recent]);
  const { times: tries, isLimited = told.failing?.isLimited } = failingAt(destination, read, policy, change.at) ?? {};
  const membersOf = [groupId, ...(told.inPlaceOf ?? []).map((other) => other.groupId)];
  const { counts } = look;
  tellings.push({
    groupId,
    verdict,
    told,
    revision,
    before,
    counts,
    membersOf,
    wakes,
    moved,
    recent,
    tries,
    isLimited,
    reached,
  });
}

/** The worst severity of an alert. */
function recentSince(lastAt: Instant | undefined, recent: readonly Recent[]): readonly Recent[] {
  const worstFirst = recent
    .filter(({ at }) => lastAt === undefined || at > lastAt)
    .sort((a, b) => compareSeverity(b.severity, a.severity) || (a.at > b.at ? -1 : 1));
  return [...new Map(worstFirst.toReversed().map((one) => [one.alertId, one])).values()].toReversed();
}
