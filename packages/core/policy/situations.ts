/** Which fields an alert has together: a threat has no deadline, and what is opened has not ended. */
import { type ConditionName, conditions } from "../alert/condition.ts";
import { observables } from "../alert/observable.ts";
import type { Severity } from "../alert/severity.ts";
import { endings, type Status, statuses } from "../alert/view.ts";
import type { TransitionKind, TransitionReason } from "../transition/transition.ts";
import {
  always,
  conditionNames,
  type Fields,
  fieldsAt,
  type Group,
  group,
  instant,
  namesOf,
  type Place,
  seenReasons,
  sometimes,
  unresolved,
  without,
} from "./matchable.ts";

/** The statuses that the alert can have when it is announced. */
const statusesAfter: Readonly<Record<TransitionKind, readonly Status[]>> = {
  opened: unresolved,
  escalated: unresolved,
  reopened: ["OPEN"],
  acknowledged: ["ACKNOWLEDGED"],
  suppressed: ["SUPPRESSED"],
  resolved: ["RESOLVED"],
  noted: statuses,
};

/** Which severities an alert of a condition can have, where the match stands. */
export type Reachable = (condition: ConditionName) => readonly Severity[];

/** What a match sees of the alerts that are alike in all that decides which fields they have. */
export interface Situation {
  readonly condition: ConditionName;
  readonly fields: Fields;
}

/** Every situation in which a match may be asked. A ladder is asked only of what has a deadline. */
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
    if (place !== "routes") {
      const deadline = place === "ladders" ? always(instant) : sometimes(instant);
      return [{ condition, fields: hasDeadline ? { ...common, deadline } : without(common, DEADLINE) }];
    }
    return namesOf(statusesAfter).flatMap((kind) =>
      statusesAfter[kind].map((status) => {
        const seen = {
          ...common,
          kind: always([kind]),
          reason: always(seenReasons(kind).filter((reason) => isReasonOf(condition, reason))),
          status: always([status]),
          ended: sometimes(endings.filter((ending) => isReasonOf(condition, ending))),
        };
        const missing =
          status === "RESOLVED" ? ["unconfirmed", ...DEADLINE] : hasDeadline ? ENDING : [...ENDING, ...DEADLINE];
        return { condition, fields: without(seen, missing) };
      }),
    );
  });
}

/** Not every condition has a deadline, nor lapses by itself. */
function isReasonOf(condition: ConditionName, reason: TransitionReason): boolean {
  if (reason === "lapsed") return conditions[condition].expiresAfterDays !== undefined;
  return reason !== "deadline-step" || observables[condition].hasDeadline === true;
}

const DEADLINE = ["deadline", "stepDays"];
const ENDING = ["ended", "because"];

function groupOf(condition: ConditionName): Group {
  const attributes = Object.entries(observables[condition].attributes);
  return group(Object.fromEntries(attributes.map(([name, kind]) => [name, sometimes(kind)])));
}
