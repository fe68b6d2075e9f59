/**
 * The alerts of which a list may show some. Which of them stand further up in the report is known only when all are counted, so that a
 * shortlist keeps so many more that those are never missed.
 */
import { DO_FIRST_LIMIT, LIST_LIMIT } from "../format.ts";
import type { StandingAlert } from "./standing-alert.ts";

export type Compare = (a: StandingAlert, b: StandingAlert) => number;

export interface Shortlist {
  readonly compare: Compare;
  /** How many alerts may stand further up by themselves, beside those of the problems that are done first. */
  readonly elsewhereAtMost: number;
  readonly alerts: StandingAlert[];
  readonly perProblem: Map<string, number>;
}

export function shortlist(compare: Compare, elsewhereAtMost: number): Shortlist {
  return { compare, elsewhereAtMost, alerts: [], perProblem: new Map() };
}

/**
 * Of one problem no more than a list and what stands elsewhere are ever looked at. So many of each of the problems that are done first may
 * come before the last line of the list, and as many of all others.
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

/** The first place before which all come before it. */
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
