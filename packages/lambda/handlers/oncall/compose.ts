/** From a verdict to the notification: the group's numbers, and the worst of its alerts. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { GroupsReader, WorstMember } from "@tocsin/aws/groups/groups-reader";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { linksById } from "@tocsin/core/policy/links/alert-links";
import type { Policy } from "@tocsin/core/policy/policy";
import { bucketOf } from "@tocsin/oncall/bucket";
import { isWorse, presentIn, total, worstBegunSince, worstOf } from "@tocsin/oncall/counts";
import type { NotificationKind, Recent } from "@tocsin/oncall/group";
import {
  ALERTS_LIMIT,
  type Escalation,
  fitted,
  type Notification,
  type OnCallPerson,
  type Step,
} from "@tocsin/oncall/notification";
import { shiftEndAt } from "@tocsin/oncall/schedule/way-to";
import { silencedBy } from "@tocsin/oncall/silence";
import { stepsAt } from "@tocsin/oncall/target/targets";
import type { Wake } from "@tocsin/oncall/wake";
import { type Listed, worstFirst } from "@tocsin/oncall/worst-first";
import type { OncallWorld } from "./oncall-world.ts";
import type { Telling } from "./plan.ts";

export interface Members {
  readonly alerts: Pick<AlertsReader, "views" | "relatedTo">;
  readonly groups: Pick<GroupsReader, "worstMembers" | "worstHeld">;
}

/** @throws CallError when the members cannot be read. */
export async function notificationOf(telling: Telling, members: Members, world: OncallWorld): Promise<Notification> {
  const { groupId, told, verdict, before, counts } = telling;
  const { policy } = world;
  const at = told.sending?.at ?? told.owedSince;
  if (at === undefined) throw new RangeError(`the notification of group ${groupId} was not begun`);
  const { alerts, alike, peak } = await shownIn(telling, members, (one) => isSilencedAt(one, world, at));
  const named = alerts.find(({ id }) => id === peak?.alertId) ?? alerts[0];
  const present = alerts.filter(({ status }) => status !== "RESOLVED");
  return fitted({
    format: "tocsin.notification.v2",
    groupId,
    ...told.key,
    sequence: told.sequence,
    route: told.route,
    kind: verdict.kind,
    rings: verdict.rings,
    reason: verdict.reason,
    at,
    title: named?.title ?? told.title,
    counts,
    before,
    alerts,
    alike: Object.keys(alike).length > 0 ? alike : undefined,
    links: linksById(alerts, policy),
    more: Math.max(0, presentIn(counts) - counts.silenced - present.length),
    peak: peak && { alert: peak.alertId, severity: peak.severity },
    policyVersion: policy.version,
    timezone: policy.timezone,
    remindsAt: verdict.nextAt,
    step: stepOf(telling, world),
    onCall: onCallOf(telling, policy, at),
    escalates: escalationsOf(telling, world, at),
  });
}

interface Shown {
  /**
   * Open alerts come before those that somebody has decided on, and these before ended ones; the worst first in each. A silenced alert is
   * only shown in its own group.
   */
  readonly alerts: readonly AlertView[];
  /** For alerts that stand for others of the same problem: for how many. */
  readonly alike: Readonly<Record<string, number>>;
  /** One of `alerts`. */
  readonly peak: Recent | undefined;
}

async function shownIn(telling: Telling, members: Members, isSilenced: IsSilenced): Promise<Shown> {
  const { wakes, moved, verdict, recent } = telling;
  const isOver = verdict.kind === "over";
  const chosen = await chosenIn(telling, members, isSilenced);
  const peak = peakIn(telling);
  const further = isOver ? recent.slice(0, ALERTS_LIMIT) : peak ? [peak] : [];
  const ids = [...new Set([...chosen, ...further].map(({ alertId }) => alertId))];
  const views = new Map([...moved, ...wakes].map(({ alertId, view }) => [alertId, view]));
  for await (const read of members.alerts.views(ids.filter((id) => !views.has(id))))
    if (read.ok) views.set(read.value.id, read.value);
  const isChosen = new Set(chosen.map(({ alertId }) => alertId));
  const isShown = (view: AlertView) => {
    if (view.status === "RESOLVED") return isOver || view.id === peak?.alertId;
    return isChosen.has(view.id) || (view.id === peak?.alertId && !isSilenced({ view, worst: peak.severity }));
  };
  const alerts = limited(inOrder(ids.flatMap((id) => views.get(id) ?? []).filter(isShown), recent), peak);
  return {
    alerts,
    alike: Object.fromEntries(chosen.flatMap(({ alertId, alike }) => (alike > 0 ? [[alertId, alike]] : []))),
    peak: alerts.some(({ id }) => id === peak?.alertId) ? peak : undefined,
  };
}

type IsSilenced = (one: Pick<Wake, "view" | "worst">) => boolean;

function isSilencedAt(one: Parameters<IsSilenced>[0], { silences, policy }: OncallWorld, at: Instant): boolean {
  return bucketOf(one.view, silencedBy(one, silences, policy.silences, at) !== undefined) === "silenced";
}

/** The alerts of the batch, if there are no others to show or they are over; else the worst of the members. */
async function chosenIn(
  { membersOf, verdict, told, counts, wakes, moved }: Telling,
  { groups }: Members,
  isSilenced: IsSilenced,
): Promise<readonly WorstMember[]> {
  const { alert, overflow } = told.key.grouping;
  if (alert !== undefined) return [{ alertId: alert, alike: 0 }];
  const shown = verdict.kind === "over" ? [...moved, ...wakes] : wakes;
  const brought = new Map(shown.filter((wake) => !isSilenced(wake)).map(({ alertId, view }) => [alertId, view]));
  const isAllBrought = [...brought.values()].filter(({ status }) => status === "OPEN").length >= total(counts.open);
  if (verdict.kind === "over" || (isAllBrought && brought.size <= ALERTS_LIMIT))
    return [...brought.keys()].map((alertId) => ({ alertId, alike: 0 }));
  if (overflow !== undefined) return groups.worstHeld(membersOf, ALERTS_LIMIT);
  const severity = worstOf(counts.open);
  const worst = severity && { severity, number: counts.open[severity] };
  return groups.worstMembers(membersOf, ALERTS_LIMIT, worst);
}

/** An alert that began since the last telling was worse than every open one: whatever is told, it must be named. */
function peakIn({ verdict, told, counts, before, recent }: Telling): Recent | undefined {
  if (verdict.kind === "over" || "alert" in told.key.grouping) return undefined;
  const begun = worstBegunSince(before, counts);
  return isWorse(begun, worstOf(counts.open)) ? recent.find(({ severity }) => severity === begun) : undefined;
}

const places = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"];

/** The view of an ended alert no longer has its severity. */
function inOrder(alerts: readonly AlertView[], recent: readonly Recent[]): readonly AlertView[] {
  const worst = new Map(recent.map(({ alertId, severity }) => [alertId, severity]));
  const listed = ({ id, status, severity, deadline, firstSeenAt }: AlertView): Listed => ({
    severity: status === "RESOLVED" ? (worst.get(id) ?? severity) : severity,
    deadline,
    since: firstSeenAt,
  });
  return alerts.toSorted(
    (a, b) => places.indexOf(a.status) - places.indexOf(b.status) || worstFirst(listed(a), listed(b)),
  );
}

/** The first, and the peak wherever it is. */
function limited(alerts: readonly AlertView[], peak: Recent | undefined): readonly AlertView[] {
  const isPeak = ({ id }: AlertView) => id === peak?.alertId;
  const kept = [...new Set([...alerts.filter(isPeak), ...alerts])].slice(0, ALERTS_LIMIT);
  return alerts.filter((alert) => kept.includes(alert));
}

function stepOf({ told }: Telling, { policy }: OncallWorld): Step | undefined {
  if (!told.isStep) return undefined;
  const escalation = policy.routes.find(({ name }) => name === told.route)?.escalation;
  return { escalation, afterMinutes: Math.round(told.waitSeconds / 60) };
}

function onCallOf({ reached }: Telling, policy: Policy, at: Instant): OnCallPerson | undefined {
  if (reached.onCall === undefined) return undefined;
  const { person, schedule, timezone } = reached.onCall;
  return { person, schedule, timezone, until: shiftEndAt(schedule, policy, at) };
}

/** Who else is told, unless somebody acknowledges before. */
function escalationsOf({ told, verdict }: Telling, { policy }: OncallWorld, now: Instant): readonly Escalation[] {
  const route = policy.routes.find(({ name }) => name === told.route);
  const { owedSince = now, rung, waitSeconds, isStep, firstWaitSeconds = 0 } = told;
  if (route === undefined || told.key.urgency !== "now") return [];
  const [ownMinutes, firstMinutes] = isStep ? [waitSeconds / 60, firstWaitSeconds / 60] : [0, waitSeconds / 60];
  return stepsAt(route, policy, now)
    .filter(({ afterMinutes }) => !isStep || afterMinutes > ownMinutes)
    .flatMap(({ afterMinutes, channels }) => {
      const isFirst = verdict.kind !== "worse" && verdict.reason !== "mute-ended";
      const at = minutesAfter(owedSince, afterMinutes + (isFirst ? firstMinutes : 0));
      const mayWait = rung !== undefined && now < minutesAfter(rung.at, afterMinutes);
      return waitsAnew(verdict.kind, mayWait) ? channels.map((destination) => ({ destination, at })) : [];
    })
    .filter(({ at }) => at > now);
}

/**
 * Whether a step's waiting begins with the news told now. The step has a group of its own, which is not read for this: if it waits already,
 * or there is no news, its time is not known.
 */
function waitsAnew(kind: NotificationKind, mayWait: boolean): boolean {
  return kind === "opened" || kind === "reopened" || (kind === "worse" && !mayWait);
}

function minutesAfter(at: Instant, minutes: number): Instant {
  return shift(at, minutes * 60_000);
}
