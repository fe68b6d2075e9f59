/**
 * Routes without which everybody would hear of the same alerts just as soon. Every route that matches notifies its channels, so a route
 * changes nothing if others tell each of its channels everything that it would: docs/policy.md, "Routes and groups". Every warning is
 * right, but not every such route is found.
 */
import type { Combination } from "../../pattern/pattern.ts";
import type { CompletePolicy } from "../compile-policy.ts";
import { takesAllOf } from "../match/match-reach.ts";
import { isReachable, type Rule } from "./policy-rules.ts";
import type { Warning } from "./policy-warnings.ts";

type WrittenRoute = CompletePolicy["routes"][number];

interface RuledRoute {
  readonly written: WrittenRoute;
  readonly rule: Rule;
}

/** @param rules of the policy's routes, in their order. */
export function idleRoutes({ routes }: CompletePolicy, rules: readonly Rule[]): readonly Warning[] {
  const all = routes.flatMap((written, i): RuledRoute[] => (rules[i] ? [{ written, rule: rules[i] }] : []));
  return all.flatMap((route, i) => {
    const reached = route.rule.combinations.filter((combination) => isReachable(combination, route.rule));
    if (reached.length === 0) return [];
    const before = all.slice(0, i).filter(({ rule }) => !rule.isInDryRun);
    const after = all.slice(i + 1).filter(({ rule }) => !rule.isInDryRun);
    const problem =
      route.written.urgency === "digest"
        ? problemOfDigest(route, reached, [...before, ...after.filter(({ written }) => written.urgency !== "digest")])
        : problemOfTold(route, reached, before);
    return problem === undefined ? [] : [{ path: route.rule.where, problem }];
  });
}

/** It notifies nobody: it only matches alerts that no other route matches. */
function problemOfDigest(
  route: RuledRoute,
  reached: readonly Combination[],
  others: readonly RuledRoute[],
): string | undefined {
  const takers = reached.map((combination) => others.find((other) => takes(other, combination, route)));
  if (takers.includes(undefined)) return undefined;
  return `changes nothing: ${namesOf(takers)} takes every alert that it matches, and every route that matches notifies its channels, whatever others leave to the digest`;
}

/** Of several routes that name a channel, the first counts if none is more urgent. */
function problemOfTold(
  route: RuledRoute,
  reached: readonly Combination[],
  before: readonly RuledRoute[],
): string | undefined {
  const { channels } = route.written;
  const tellers = reached.flatMap((combination) =>
    channels.map((channel) =>
      before.find(
        (other) =>
          other.written.channels.includes(channel) && isAsSoon(other, route) && takes(other, combination, route),
      ),
    ),
  );
  if (tellers.includes(undefined)) return undefined;
  return `changes nothing: ${namesOf(tellers)} before it tells ${channels.join(", ")} of every alert that it matches, as soon`;
}

function takes({ rule }: RuledRoute, combination: Combination, { rule: { situations } }: RuledRoute): boolean {
  return rule.combinations.some((wide) => takesAllOf(wide, combination, situations));
}

/** Whether it is as urgent as the route whatever the alert, and has all of its steps. */
function isAsSoon({ written: other }: RuledRoute, { written: route }: RuledRoute): boolean {
  if (other.urgency !== "now" && other.urgency !== route.urgency) return false;
  if (route.escalation === undefined) return true;
  return other.escalation === route.escalation && other.channels.join("\n") === route.channels.join("\n");
}

function namesOf(routes: readonly (RuledRoute | undefined)[]): string {
  return [...new Set(routes.map((one) => JSON.stringify(one?.written.name)))].join(" and ");
}
