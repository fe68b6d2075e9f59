/** The parts of a step's action that several of its readers need. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Verb } from "@tocsin/oncall/deciding/deciding";
import type { Term } from "../commands/term.ts";
import type { OneAlert } from "./scenario.ts";
import type { WrittenStep } from "./scenario-schema.ts";
import { lengthOf, momentOf } from "./scenario-time.ts";

export interface WrittenTerm {
  readonly for?: string | undefined;
  readonly until?: string | undefined;
}

/** One of the two. */
interface WrittenChoice {
  readonly match?: object | undefined;
  readonly alert?: string | undefined;
}

export interface WrittenDecision extends WrittenTerm, WrittenChoice {
  readonly by: string;
  readonly why: string;
}

/** The decision of a step, if it is one. */
export function decisionsIn(step: WrittenStep): readonly { readonly verb: Verb; readonly given: WrittenDecision }[] {
  const verbs = ["ack", "suppress", "approve", "resolve", "reopen"] as const;
  return verbs.flatMap((verb) => {
    const given = step[verb];
    return given === undefined ? [] : [{ verb, given }];
  });
}

export function chosenIn({ match = {}, alert }: WrittenChoice): OneAlert | { readonly match: object } {
  return alert === undefined ? { match } : { alert: alert.toLowerCase() };
}

/** The same end as a command's options say it. */
export function termOf({ for: length, until }: WrittenTerm, start: Instant): Term {
  const milliseconds = length === undefined ? undefined : lengthOf(length);
  const end = until === undefined ? undefined : momentOf(until, start);
  return { ...(milliseconds !== undefined && { for: milliseconds }), ...(end !== undefined && { until: end }) };
}
