/** Where an alert was to be told in the course of its past: the table keeps the groups that it is in, and not those that it has left. Pure. */
import type { Instant } from "@tocsin/core/event/instant";
import { defaultPolicy, parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import type { Membership } from "@tocsin/oncall/group";
import { targetsOf } from "@tocsin/oncall/target/targets";
import { urgencyChangesAt } from "@tocsin/oncall/target/urgency-changes";
import type { PolicyPast } from "./past.ts";

/** A policy, from when on it held. */
export interface HeldPolicy {
  readonly from: Instant;
  readonly policy: Policy;
}

/** When an alert was in a group, from the first instant to the last. */
export interface Stay {
  readonly from: Instant;
  readonly until: Instant;
}

/** Those that could be read. What came before the first of them is taken to have gone by it: it may have been pushed by a clock that is ahead. */
export function heldPolicies(policies: readonly PolicyPast[]): readonly HeldPolicy[] {
  return policies.flatMap(({ at, version, body }): readonly HeldPolicy[] => {
    const parsed = body && parsePolicy(body.written, version);
    return parsed?.ok ? [{ from: at, policy: parsed.value }] : [];
  });
}

/** By the ids of the groups. @param log in order of version. */
export function staysOf(
  log: readonly LogEntry[],
  policies: readonly HeldPolicy[],
  end: Instant,
): ReadonlyMap<string, Stay> {
  const stays = new Map<string, Stay>();
  let running: readonly Membership[] = [];
  for (const [i, entry] of log.entries()) {
    const next = log[i + 1]?.at ?? end;
    for (let at: Instant | undefined = entry.at; at !== undefined; ) {
      const targets = targetsOf(entry, policyAt(policies, at), at, running);
      running = targets.map((target) => ({ ...target, bucket: "open", severity: entry.worst, since: entry.at }));
      const turn = nextTurn(entry, at, next, policies, running);
      for (const { groupId } of targets)
        stays.set(groupId, { from: stays.get(groupId)?.from ?? at, until: turn ?? next });
      at = turn;
    }
    if (entry.view.status === "RESOLVED") running = [];
  }
  return stays;
}

function policyAt(policies: readonly HeldPolicy[], at: Instant): Policy {
  const held = policies.findLast(({ from }) => from <= at) ?? policies[0];
  return held?.policy ?? defaultPolicy;
}

/** When the alert may be told elsewhere though nothing is said of it, before `until`. */
function nextTurn(
  entry: LogEntry,
  at: Instant,
  until: Instant,
  policies: readonly HeldPolicy[],
  running: readonly Membership[],
): Instant | undefined {
  const pushed = policies.find(({ from }) => from > at)?.from;
  const turns = [pushed, urgencyChangesAt(entry, policyAt(policies, at), at, running)];
  return turns
    .filter((turn) => turn !== undefined)
    .filter((turn) => turn < until)
    .sort()[0];
}
