/**
 * Decides again whom to notify, by the same functions as a deployed stack, with a clock that jumps from one instant at which
 * something happens to the next. Every notification arrives at once.
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import type { OncallWorld } from "@tocsin/lambda/handlers/oncall/oncall-world";
import { type Plan, planned } from "@tocsin/lambda/handlers/oncall/plan";
import { createSnapshot } from "@tocsin/lambda/handlers/oncall/snapshot";
import { boundariesBetween, type Silence } from "@tocsin/oncall/silence";
import type { Wake } from "@tocsin/oncall/wake";
import { createMemoryGroups } from "./memory-groups.ts";

/** The wakes of all alerts, by their place in the order of time. There may be more than fit in memory: each is read when its time comes. */
export interface Wakes {
  readonly length: number;
  at(place: number): Instant;
  wake(place: number): Wake;
}

export interface Conditions {
  readonly policy: Policy;
  /** Silences made at run time, including those that are over. */
  readonly silences: readonly Silence[];
  /** The stack is in its learning period until then. */
  readonly liveSince?: Instant | undefined;
}

/** The result of looking at a few alerts and groups at once. */
export interface Look {
  readonly at: Instant;
  readonly wakes: readonly Wake[];
  readonly plan: Plan;
}

/** Every look up to `until`, in order of time. */
export async function* rerunOncall(wakes: Wakes, conditions: Conditions, until: Instant): AsyncGenerator<Look, void> {
  if (wakes.length === 0) return;
  const { policy, silences } = conditions;
  const store = createMemoryGroups();
  const boundaries = [...boundariesBetween(silences, policy.silences, wakes.at(0), until)];
  /** The place of the last wake so far, by alert. */
  const last = new Map<string, number>();
  let next = 0;
  let nextAt: Instant | undefined = wakes.at(0);
  for (;;) {
    const now = soonest([nextAt, store.nextDueAt(), boundaries[0]?.at]);
    if (now === undefined || now > until) return;
    // All wakes of one instant, since several wakes of an alert each count an episode.
    const woken: Wake[] = [];
    const isWoken = new Set<string>();
    while (nextAt === now) {
      const wake = wakes.wake(next);
      woken.push(wake);
      isWoken.add(wake.alertId);
      last.set(wake.alertId, next);
      next += 1;
      nextAt = next < wakes.length ? wakes.at(next) : undefined;
    }
    const begun = boundaries.splice(0, boundaries.findLastIndex(({ at }) => at <= now) + 1);
    const { alertIds, groupIds } = store.takeDue(now);
    for (const alertId of alertIds) lookAgain(alertId, () => true);
    if (begun.length > 0)
      for (const alertId of last.keys()) lookAgain(alertId, (wake) => begun.some(({ concerns }) => concerns(wake)));
    yield* looks(now, woken, groupIds);

    function lookAgain(alertId: string, isWanted: (wake: Wake) => boolean): void {
      const place = last.get(alertId);
      if (place === undefined || isWoken.has(alertId)) return;
      const wake = wakes.wake(place);
      if (!isWanted(wake)) return;
      woken.push(wake);
      isWoken.add(alertId);
    }
  }

  /** As many at once as one invocation receives. */
  async function* looks(at: Instant, woken: readonly Wake[], groupIds: readonly string[]): AsyncGenerator<Look> {
    const { batchSize } = oncallSettings;
    const world = oncallWorldAt(at, conditions);
    for (let from = 0; from < Math.max(woken.length, groupIds.length); from += batchSize) {
      const batch = {
        wakes: woken.slice(from, from + batchSize),
        groupIds: groupIds.slice(from, from + batchSize),
      };
      const plan = await planned(batch, createSnapshot(store, at), world, at, "decided");
      await store.write(plan.change);
      for (const { groupId } of plan.tellings) store.delivered(groupId);
      yield { at, wakes: batch.wakes, plan };
    }
  }
}

function oncallWorldAt(at: Instant, { policy, silences, liveSince }: Conditions): OncallWorld {
  const mode = liveSince !== undefined && at < liveSince ? "learning" : "live";
  return { policy, directory: { version: "" }, silences, mode };
}

function soonest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a));
}
