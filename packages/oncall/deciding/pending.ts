/** What a person's decision on one alert leads to: what to write, or why nothing is written. Pure. */
import type { Decision } from "@tocsin/core/alert/decision";
import type { Instant } from "@tocsin/core/event/instant";
import { pendingSuppression } from "@tocsin/core/policy/approval";
import type { Policy } from "@tocsin/core/policy/policy";
import type { World } from "@tocsin/core/policy/world";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import { acknowledgementEnd } from "../working-time.ts";
import { type Authorship, deciding, type Intent, type Shown } from "./deciding.ts";
import { type AlreadySo, type Failure, wasOf } from "./outcome.ts";

/** A requested decision, with what its author saw. */
export interface Pending {
  readonly shown: Shown;
  readonly decision: Decision;
}

/** The decision, as far as its author states it. */
export type Wish =
  | Exclude<Intent, { readonly verb: "ack" }>
  | { readonly verb: "ack"; readonly until: Instant | undefined };

export function intentOf(wish: Wish, now: Instant, { timezone }: Pick<Policy, "timezone">): Intent {
  if (wish.verb !== "ack") return wish;
  return { ...wish, usualEnd: acknowledgementEnd(now, timezone) };
}

/** A world of which the whole policy is known. */
export interface DecisionWorld extends World {
  readonly policy: Policy;
}

/** The result instead, if there is nothing to decide. */
export function decidingOn(
  { view, version, alert }: Head,
  intent: Intent,
  authorship: Authorship,
  world: World,
): Pending | AlreadySo | Failure {
  const { nextStepAt } = evaluate(alert, world, authorship.now);
  const { decisions } = alert;
  const pending = pendingSuppression(decisions, view.severity, world.policy, authorship.now);
  const shown: Shown = { view, version, decisions, nextStepAt, pending };
  const needed = deciding(intent, shown, authorship);
  if (needed.isNeeded) return { shown, decision: needed.decision };
  if ("problem" in needed) return { outcome: "failed", id: view.id, problem: needed.problem };
  return { outcome: `already-${wasOf(needed.status)}`, id: view.id, title: view.title, until: needed.until };
}
