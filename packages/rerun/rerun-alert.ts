/** Folds the recorded past of one alert again, by the same functions as in production. */
import { wakeAfter } from "@tocsin/aws/alerts/stream";
import type { Decision } from "@tocsin/core/alert/decision";
import type { Observation, Statement } from "@tocsin/core/alert/observation";
import type { AlertView } from "@tocsin/core/alert/view";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { World } from "@tocsin/core/policy/world";
import { sameJsonBut } from "@tocsin/core/text/json";
import type { LoggedFact } from "@tocsin/core/transition/episodes";
import { foldUnsealed, type UnsealedHead } from "@tocsin/core/transition/fold";
import type { RecordedDecision } from "@tocsin/core/transition/log-entry";
import { needsHistory } from "@tocsin/core/transition/past";
import type { Wake } from "@tocsin/oncall/wake";
import type { RecordedAlert } from "./recorded-alert.ts";
import type { RerunOptions, Span } from "./rerun.ts";

/** When on-call is woken. */
export interface TimedWake {
  readonly at: Instant;
  readonly wake: Wake;
}

/** Why on-call is woken in the past of an alert. */
export function wakesOf(
  past: RecordedAlert,
  world: World,
  { isRecountMatched, until }: Pick<RerunOptions, "isRecountMatched"> & Pick<Span, "until">,
): Iterable<TimedWake> {
  const wakes = rerunAlert(past, world, until);
  return isRecountMatched ? wakes : withoutRecounts(wakes);
}

/** Every wake of the alert up to `until`, in order of time, including those that time alone causes. Pure. */
export function* rerunAlert(
  { alertId, arrivals }: RecordedAlert,
  world: World,
  until: Instant,
): Generator<TimedWake, void> {
  const said: Statement[] = [];
  const log: LoggedFact[] = [];
  let head: UnsealedHead | undefined;
  let next = 0;
  for (;;) {
    const at = soonest(arrivals[next]?.at, head?.reviewAt);
    if (at === undefined || at > until) return;
    const observations: Observation[] = [];
    const decided: RecordedDecision[] = [];
    for (let arrival = arrivals[next]; arrival?.at === at; arrival = arrivals[++next]) {
      if (arrival.kind === "observation") observations.push(arrival.observation);
      else decided.push(arrival.decision);
    }
    // The person who decided saw the alert as it was then.
    const decisions = head === undefined ? [] : decided.flatMap(decisionsOn(head));
    if (head === undefined && observations.length === 0) continue;
    const history = needsHistory(head, observations, at) ? { said, log } : undefined;
    const folded = foldUnsealed(head, { alertId, observations, decisions }, world, at, history);
    for (const { statement } of observations) said.push(statement);
    log.push(...folded.bodies);
    const wake = folded.head === head ? undefined : wakeAfter(head, folded.head);
    head = folded.head;
    if (wake !== undefined) yield { at, wake };
  }
}

function soonest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : earlier(a, b);
}

/** The decision as its author would have made it on the alert as it is now. */
function decisionsOn({ version, view, alert }: UnsealedHead): (recorded: RecordedDecision) => readonly Decision[] {
  return ({ kind, at, by, why, until }) => {
    switch (kind) {
      case "acknowledge":
        return [{ kind, at, by, why, until, seen: { version, severity: view.severity } }];
      case "suppress":
        // A decision that was written without its end cannot be made again.
        return until === undefined ? [] : [{ kind, at, by, why, until }];
      case "resolve":
      case "reopen":
        return [{ kind, at, by, why }];
      case "approve": {
        const { suppression } = alert.decisions;
        return suppression === undefined ? [] : [{ kind, at, by, why, of: { at: suppression.at, by: suppression.by } }];
      }
      default:
        return kind satisfies never;
    }
  };
}

/** Fields of a view that change whenever its service counts the alert once more. */
export const recounted = ["count", "summary"] as const satisfies readonly (keyof AlertView)[];

/** The wakes that report more than one further count: on-call decides by these fields only if the policy names them. */
export function* withoutRecounts(wakes: Iterable<TimedWake>): Generator<TimedWake, void> {
  let last: Wake | undefined;
  for (const woken of wakes) {
    if (last === undefined || !isRecount(last, woken.wake)) yield woken;
    last = woken.wake;
  }
}

function isRecount(before: Wake, after: Wake): boolean {
  return (
    sameJsonBut(before, after, ["version", "view"]) &&
    sameJsonBut(before.view, after.view, [...recounted, "lastSeenAt"])
  );
}
