/** Which fields an alert has together: a threat has no deadline, and what is opened has not ended. */
import type { ConditionName } from "../../alert/condition.ts";
import { observables } from "../../alert/observable.ts";
import type { Severity } from "../../alert/severity.ts";
import {
  always,
  conditionNames,
  type Fields,
  fieldsAt,
  type Group,
  group,
  instant,
  type Place,
  sometimes,
  without,
} from "./matchable.ts";

/** Which severities an alert of a condition can have in the place of the match. */
export type Reachable = (condition: ConditionName) => readonly Severity[];

/** A kind of alerts that all have the same fields, as a match sees them. */
export interface Situation {
  readonly condition: ConditionName;
  readonly fields: Fields;
}

/** Every situation in which a match may be evaluated. A ladder only applies to alerts with a deadline. */
export function situationsAt(place: Place, reachable: Reachable): readonly Situation[] {
  return conditionNames.flatMap((condition) => {
    const { hasDeadline = false } = observables[condition];
    if (place === "ladders" && !hasDeadline) return [];
    if (place === "owners") {
      const steady = { ...fieldsAt(place), condition: always([condition]), attributes: groupOf(condition) };
      return [{ condition, fields: steady }];
    }
    const common = {
      ...fieldsAt(place),
      condition: always([condition]),
      severity: always(reachable(condition)),
      attributes: groupOf(condition),
    };
    const deadline = place === "ladders" ? always(instant) : sometimes(instant);
    return [{ condition, fields: hasDeadline ? { ...common, deadline } : without(common, DEADLINE) }];
  });
}

const DEADLINE = ["deadline", "stepDays"];

function groupOf(condition: ConditionName): Group {
  const attributes = Object.entries(observables[condition].attributes);
  return group(Object.fromEntries(attributes.map(([name, kind]) => [name, sometimes(kind)])));
}
