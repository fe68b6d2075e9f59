/**
 * The alerts that a list may show. Which of them have a line further up is known only when all are counted, so a
 * shortlist keeps enough more to fill its list in any case.
 */
import { DO_FIRST_LIMIT, LIST_LIMIT } from "../format.ts";
import type { StandingAlert } from "./standing-alert.ts";

export type Compare = (a: StandingAlert, b: StandingAlert) => number;

export interface Shortlist {
  readonly compare: Compare;
  /** How many alerts may have a line further up on their own, besides those of the problems to do first. */
  readonly elsewhereAtMost: number;
  readonly alerts: StandingAlert[];
  readonly perProblem: Map<string, number>;
}

export function shortlist(compare: Compare, elsewhereAtMost: number): Shortlist {
  return { compare, elsewhereAtMost, alerts: [], perProblem: new Map() };
}

/**
 * Of one problem, at most a list's length and the lines elsewhere are ever used. Each of the problems to do first may put that many alerts
 * before the last line of the list, and all other problems together as many.
 */
export function addTo(list: Shortlist, alert: StandingAlert): void {
  const { alerts, perProblem, compare, elsewhereAtMost } = list;
  const ofProblem = LIST_LIMIT + elsewhereAtMost;
  const limit = (DO_FIRST_LIMIT + 1) * ofProblem;
  const last = alerts.at(-1);
  if (alerts.length === limit && last !== undefined && compare(alert, last) >= 0) return;
  const place = placeIn(alerts, alert, compare);
  const count = perProblem.get(alert.key) ?? 0;
  if (count === ofProblem) {
    const worst = alerts.findLastIndex(({ key }) => key === alert.key);
    if (place > worst) return;
    alerts.splice(worst, 1);
  } else perProblem.set(alert.key, count + 1);
  alerts.splice(place, 0, alert);
  if (alerts.length > limit) forget(perProblem, alerts.pop());
}

function forget(perProblem: Map<string, number>, alert: StandingAlert | undefined): void {
  if (alert === undefined) return;
  const left = (perProblem.get(alert.key) ?? 1) - 1;
  if (left === 0) perProblem.delete(alert.key);
  else perProblem.set(alert.key, left);
}

/** The first index before which all elements come before it. */
function placeIn(alerts: readonly StandingAlert[], alert: StandingAlert, compare: Compare): number {
  let low = 0;
  let high = alerts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = alerts[middle];
    if (other !== undefined && compare(other, alert) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
