/** The statements of several reporters about one alert, joined so that none removes what another says. */
import type { ActiveStatement, Affected, AttributeValue, Statement } from "../alert/observation.ts";
import { moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView } from "../alert/view.ts";
import type { Deadline } from "../policy/policy.ts";

/** Everything that any of them says is kept, so that a second reporter removes nothing that a route matched. */
export function joinedAttributes(said: readonly Statement[]): AlertView["attributes"] {
  const joined: Record<string, readonly AttributeValue[]> = {};
  for (const { attributes } of said) {
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const values = isList(value) ? value : [value];
      const known = joined[name];
      joined[name] = known === undefined && values.length === 1 ? values : union(known ?? [], values);
    }
  }
  return joined;
}

/** The most affected resources that a view shows. */
export const AFFECTED_LIMIT = 10;

function union(a: readonly AttributeValue[], b: readonly AttributeValue[]): readonly AttributeValue[] {
  return [...new Set([...a, ...b])].sort(compareValues);
}

function isList(value: AttributeValue | readonly AttributeValue[]): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

function compareValues(a: AttributeValue, b: AttributeValue): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
}

export function highestSeverity(active: readonly ActiveStatement[]): Severity {
  return active.reduce<Severity>((highest, { severity }) => moreSevere(highest, severity), "INFORMATIONAL");
}

/** Of two equal deadlines the one with the shorter known validity, so that the order of statements does not matter. */
export function earliestDeadline(active: readonly ActiveStatement[]): Deadline | undefined {
  const deadlines = active.flatMap(({ deadline: at, validSince }) => (at === undefined ? [] : [{ at, validSince }]));
  return first(deadlines, (a, b) => compareText(a.at, b.at) || compareText(b.validSince ?? "", a.validSince ?? ""));
}

/** As many as a statement keeps. It is not known which are counted twice, so the count is the highest of any reporter. */
export function joinedAffected(said: readonly Statement[]): Affected | undefined {
  const all = said.flatMap(({ affected }) => affected ?? []);
  if (all.length < 2) return all[0];
  const resources = [...new Set(all.flatMap((affected) => affected.resources))].sort();
  const count = Math.max(resources.length, ...all.map((affected) => affected.count));
  return { resources: resources.slice(0, AFFECTED_LIMIT), count };
}

export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The one that would come first if they were sorted. */
export function first<T>(values: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  return values.reduce<T | undefined>(
    (best, next) => (best === undefined || compare(next, best) < 0 ? next : best),
    undefined,
  );
}
