/** Where an alert is told: one target for each destination, from the policy alone. */
import { isDrill } from "@tocsin/core/alert/condition";
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { EscalationStep, Policy, Route } from "@tocsin/core/policy/policy";
import { FALLBACK_ROUTE } from "@tocsin/core/policy/references/policy-names";
import type { Urgency } from "@tocsin/core/policy/urgency";
import type { Subject } from "../decide/circumstances.ts";
import type { GroupKey, Membership, Target } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import { type Reach, wayTo } from "../schedule/way-to.ts";
import { asOpen, type Wake } from "../wake.ts";
import { defaultWaitSeconds } from "./default-wait.ts";
import { drillTargets } from "./drill-target.ts";
import { groupingOf } from "./grouping.ts";
import { isMoreUrgent, moreUrgent, urgencyOf } from "./urgency.ts";

export type RoutingPolicy = Pick<Policy, "routes" | "urgencyRules" | "fallback" | "timezone"> & Reach;

/**
 * The targets of an alert. `running` are its memberships in the current episode: within an episode nothing becomes less urgent, and a
 * destination that was told of it is told of its end, as long as the policy has the route that led there.
 */
export function targetsOf(
  alert: Pick<Wake, "view" | "worst">,
  policy: RoutingPolicy,
  now: Instant,
  running: readonly Membership[] = [],
): readonly Target[] {
  const view = asOpen(alert);
  if (isDrill(view)) return drillTargets(view);
  const routed = routesFor(view, policy).flatMap((route) => targetsBy(route, view, policy, now, running));
  const isRouted = (destination: string) => routed.some((target) => target.destination === destination);
  const kept = running.filter((one) => !isRouted(one.destination) && isStillRouted(one, policy)).map(targetIn);
  return onePerDestination([...routed, ...kept]);
}

/** The matching routes, in order; if none matches, the fallback for alerts that are HIGH or worse. */
export function routesFor(view: AlertView, policy: RoutingPolicy): readonly Route[] {
  const matching = policy.routes.filter(({ matches }) => matches(view));
  if (matching.length > 0 || policy.fallback === undefined || compareSeverity(view.severity, "HIGH") < 0)
    return matching;
  return [{ name: FALLBACK_ROUTE, matches: () => true, channels: [policy.fallback], steps: [] }];
}

function targetsBy(
  route: Route,
  view: AlertView,
  policy: RoutingPolicy,
  now: Instant,
  running: readonly Membership[],
): readonly Target[] {
  const ran = running.filter((one) => one.route === route.name).map((one): Urgency => one.urgency);
  const urgency = ran.reduce(moreUrgent, urgencyOf(view, policy, now, route).urgency);
  if (urgency === "digest") return [];
  const first = defaultWaitSeconds(view.condition);
  const target = (
    destination: string,
    waitSeconds: number,
    step: Pick<Target, "isStep" | "firstWaitSeconds"> = {},
  ): Target => {
    const before = running.find((one) => one.destination === destination)?.urgency ?? urgency;
    const held = moreUrgent(urgency, before);
    const key: GroupKey = { destination, urgency: held, grouping: groupingOf(view, route, held, policy.timezone) };
    return { ...key, groupId: groupIdOf(key), route: route.name, waitSeconds, ...step };
  };
  return [
    ...route.channels.map((channel) => target(channel, first)),
    ...(urgency === "now" ? stepsAt(route, policy, now) : []).flatMap(({ channels, afterMinutes }) =>
      channels.map((channel) => target(channel, afterMinutes * 60, { isStep: true, firstWaitSeconds: first })),
    ),
  ];
}

/** The steps of a route. If nobody is on call in the steps before one, that step comes at once at their time. */
export function stepsAt({ channels, steps }: Route, policy: Reach, now: Instant): readonly EscalationStep[] {
  if (policy.schedules.length === 0) return steps;
  let before: EscalationStep = { afterMinutes: 0, channels };
  let earlierMinutes = 0;
  return steps.map((step) => {
    if (!isSomebody(before.channels, policy, now)) earlierMinutes += step.afterMinutes - before.afterMinutes;
    before = step;
    return { ...step, afterMinutes: step.afterMinutes - earlierMinutes };
  });
}

/** The group of a step with its present wait: since it was counted, other people may be on call in the steps before it. */
export function withWaitAt<S extends Subject>(subject: S, policy: RoutingPolicy, now: Instant): S {
  if (!subject.isStep || policy.schedules.length === 0) return subject;
  const route = policy.routes.find(({ name }) => name === subject.route);
  const step = route && stepsAt(route, policy, now).find(({ channels }) => channels.includes(subject.destination));
  return step === undefined ? subject : { ...subject, waitSeconds: step.afterMinutes * 60 };
}

/** Whether a step of the route tells an alert for which nobody is on call, so that it needs no fallback. */
export function isToldByStep({ route, urgency }: Subject, policy: RoutingPolicy, now: Instant): boolean {
  const { steps = [] } = policy.routes.find(({ name }) => name === route) ?? {};
  return urgency === "now" && steps.some(({ channels }) => isSomebody(channels, policy, now));
}

function isSomebody(names: readonly string[], policy: Reach, now: Instant): boolean {
  return names.some((name) => wayTo(name, policy, now).kind !== "nobody");
}

function isStillRouted({ route, destination }: Membership, { routes, fallback }: RoutingPolicy): boolean {
  if (route === FALLBACK_ROUTE && fallback === destination) return true;
  return routes.some(
    ({ name, channels, steps }) =>
      name === route && [channels, ...steps.map((step) => step.channels)].some((names) => names.includes(destination)),
  );
}

/** A membership is more than a target. */
export function targetIn(target: Target): Target {
  const { destination, urgency, grouping, groupId, route, waitSeconds, isStep, firstWaitSeconds } = target;
  return { destination, urgency, grouping, groupId, route, waitSeconds, isStep, firstWaitSeconds };
}

/** Of several targets for one destination the most urgent counts, of two equal ones the first; it waits as briefly as the shortest. */
function onePerDestination(targets: readonly Target[]): readonly Target[] {
  const chosen = new Map<string, Target>();
  for (const target of targets) {
    const other = chosen.get(target.destination);
    chosen.set(target.destination, other === undefined ? target : joined(other, target));
  }
  return [...chosen.values()];
}

function waitOf({ waitSeconds, firstWaitSeconds = 0 }: Target): number {
  return waitSeconds + firstWaitSeconds;
}

function joined(first: Target, second: Target): Target {
  if (isMoreUrgent(second.urgency, first.urgency)) return second;
  if (isMoreUrgent(first.urgency, second.urgency)) return first;
  const [sooner, later] = waitOf(second) < waitOf(first) ? [second, first] : [first, second];
  const { waitSeconds, firstWaitSeconds } = sooner;
  return {
    ...first,
    waitSeconds,
    ...(sooner.isStep && later.isStep
      ? { isStep: true, firstWaitSeconds }
      : { isStep: undefined, firstWaitSeconds: undefined }),
  };
}
