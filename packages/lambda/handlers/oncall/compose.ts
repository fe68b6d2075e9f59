/** From a verdict to what the destination is told: the group's numbers, and the worst of its alerts. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { GroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { bucketOf } from "@tocsin/oncall/bucket";
import { presentIn, total } from "@tocsin/oncall/counts";
import type { NotificationKind } from "@tocsin/oncall/group";
import { ALERTS_LIMIT, type Escalation, fitted, type Notification } from "@tocsin/oncall/notification";
import { silencedBy } from "@tocsin/oncall/silence";
import type { Wake } from "@tocsin/oncall/wake";
import { type Listed, worstFirst } from "@tocsin/oncall/worst-first";
import type { OncallWorld } from "./oncall-world.ts";
import type { Telling } from "./plan.ts";

export interface Members {
  readonly alerts: Pick<AlertsReader, "views">;
  readonly groups: Pick<GroupsReader, "worstMembers">;
}

/** @throws CallError when the members cannot be read. */
export async function notificationOf(telling: Telling, members: Members, world: OncallWorld): Promise<Notification> {
  const { groupId, told, verdict, before, counts } = telling;
  const { policy } = world;
  const at = told.sending?.at ?? told.owedSince;
  if (at === undefined) throw new RangeError(`the notification of group ${groupId} was not begun`);
  const { alerts, alike } = await shownIn(telling, members, (wake) => isSilencedAt(wake, world, at));
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
    title: alerts[0]?.title ?? told.title,
    counts,
    before,
    alerts,
    alike: Object.keys(alike).length > 0 ? alike : undefined,
    more: Math.max(0, presentIn(counts) - counts.silenced - present.length),
    policyVersion: policy.version,
    timezone: policy.timezone,
    remindsAt: verdict.nextAt,
    escalates: escalationsOf(telling, world, at),
  });
}

interface Shown {
  /**
   * Those that are open go before those that somebody has decided on, and these before those that have ended; of each the worst first.
   * What is silenced is shown only by itself.
   */
  readonly alerts: readonly AlertView[];
  /** Of alerts that stand for others of the same problem, for how many. */
  readonly alike: Readonly<Record<string, number>>;
}

async function shownIn(telling: Telling, members: Members, isSilenced: (wake: Wake) => boolean): Promise<Shown> {
  const { membersOf, verdict, told, counts } = telling;
  const { alert } = told.key.grouping;
  const heard = telling.wakes.filter((wake) => alert !== undefined || !isSilenced(wake));
  const brought = new Map(heard.map(({ alertId, view }) => [alertId, view]));
  const isAllBrought = [...brought.values()].filter(({ status }) => status === "OPEN").length >= total(counts.open);
  const worst =
    alert !== undefined
      ? [{ alertId: alert, alike: 0 }]
      : verdict.kind === "over" || (isAllBrought && brought.size <= ALERTS_LIMIT)
        ? [...brought.keys()].map((alertId) => ({ alertId, alike: 0 }))
        : await members.groups.worstMembers(membersOf, ALERTS_LIMIT);
  const ids = worst.map(({ alertId }) => alertId);
  for await (const read of members.alerts.views(ids.filter((id) => !brought.has(id))))
    if (read.ok) brought.set(read.value.id, read.value);
  const places = ["OPEN", "ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"];
  const alerts = ids
    .flatMap((id) => brought.get(id) ?? [])
    .filter(({ status }) => verdict.kind === "over" || status !== "RESOLVED")
    .sort((a, b) => places.indexOf(a.status) - places.indexOf(b.status) || worstFirst(listed(a), listed(b)))
    .slice(0, ALERTS_LIMIT);
  return {
    alerts,
    alike: Object.fromEntries(worst.flatMap((one) => (one.alike > 0 ? [[one.alertId, one.alike]] : []))),
  };
}

function listed({ severity, deadline, firstSeenAt }: AlertView): Listed {
  return { severity, deadline, since: firstSeenAt };
}

function isSilencedAt(wake: Wake, { silences, policy }: OncallWorld, at: Instant): boolean {
  return bucketOf(wake.view, silencedBy(wake, silences, policy.silences, at) !== undefined) === "silenced";
}

/** Who is told too, unless somebody acknowledges before. */
function escalationsOf({ told, verdict }: Telling, { policy }: OncallWorld, now: Instant): readonly Escalation[] {
  const route = policy.routes.find(({ name }) => name === told.route);
  const { owedSince = now, rung } = told;
  if (route === undefined || told.key.urgency !== "now" || told.isStep) return [];
  return route.steps
    .flatMap(({ afterMinutes, channels }) => {
      const at = minutesAfter(owedSince, afterMinutes);
      const mayWait = rung !== undefined && now < minutesAfter(rung.at, afterMinutes);
      return waitsAnew(verdict.kind, mayWait) ? channels.map((destination) => ({ destination, at })) : [];
    })
    .filter(({ at }) => at > now);
}

/**
 * Whether a step waits from the news on that is told now. It has a group of its own, which is not read for this: where it waits already,
 * or there is no news, its time is not known.
 */
function waitsAnew(kind: NotificationKind, mayWait: boolean): boolean {
  return kind === "opened" || kind === "reopened" || (kind === "worse" && !mayWait);
}

function minutesAfter(at: Instant, minutes: number): Instant {
  return shift(at, minutes * 60_000);
}
