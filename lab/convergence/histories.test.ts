/** The generator makes what the experiment is for. */
import { parseEvent } from "@tocsin/core/event/event";
import fc from "fast-check";
import { expect, test } from "vitest";
import { administrators, readingOf, somePut, sources } from "./events.ts";
import { alertOf, type History, someHistory } from "./histories.ts";
import { someInstant } from "./statements.ts";

const histories = fc.sample(someHistory(1), { numRuns: 500, seed: 7 });
const observationsOf = ({ steps }: History) =>
  steps.flatMap((step) => (step.kind === "observation" ? [step.observation] : []));
const decisionsIn = ({ arrivals }: History) =>
  arrivals.flatMap(({ batches }) =>
    batches.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === "decision" ? [step] : []))),
  );
/** Whether two statements of one reporter of an alert are as `are` says. */
const somePair = (
  history: History,
  are: (a: ReturnType<typeof observationsOf>[number], b: ReturnType<typeof observationsOf>[number]) => boolean,
) =>
  observationsOf(history).some((a, i, all) =>
    all.slice(i + 1).some((b) => a.alertId === b.alertId && a.statement.reporter === b.statement.reporter && are(a, b)),
  );

test.each<readonly [string, (history: History) => boolean]>([
  [
    "active and cleared at one instant and by one envelope time",
    (history) =>
      somePair(
        history,
        ({ statement: a }, { statement: b }) =>
          a.at === b.at && a.sentAt === b.sentAt && a.state === "active" && b.state === "cleared",
      ),
  ],
  [
    "active and cleared at one instant, by envelope times that differ",
    (history) =>
      somePair(
        history,
        ({ statement: a }, { statement: b }) =>
          a.at === b.at && a.sentAt !== b.sentAt && a.state === "active" && b.state === "cleared",
      ),
  ],
  [
    "an episode of a second",
    (history) =>
      somePair(
        history,
        ({ statement: a }, { statement: b }) =>
          a.state === "active" && b.state === "cleared" && Date.parse(b.at) - Date.parse(a.at) === 1000,
      ),
  ],
  [
    "twenty reporters of a family",
    (history) => new Set(observationsOf(history).map(({ statement }) => statement.reporter)).size >= 20,
  ],
  [
    "a finding that is named by its id alone",
    (history) => observationsOf(history).some(({ identity }) => identity.account === ""),
  ],
  [
    "one statement with two envelopes",
    (history) =>
      somePair(history, ({ statement: a }, { statement: b }) => a.eventId === b.eventId && a.sentAt !== b.sentAt),
  ],
  [
    "a decision at the instant of a statement",
    (history) =>
      decisionsIn(history).some(({ alertId, decision }) =>
        observationsOf(history).some((seen) => seen.alertId === alertId && seen.statement.at === decision.at),
      ),
  ],
  [
    "a decision that arrives after a later one",
    (history) =>
      decisionsIn(history).some((a, i, all) =>
        all.slice(i + 1).some((b) => a.alertId === b.alertId && a.decision.at > b.decision.at),
      ),
  ],
  [
    "an acknowledgement of what its author saw",
    (history) =>
      decisionsIn(history).some(({ decision }) => decision.kind === "acknowledge" && decision.seen !== undefined),
  ],
  [
    "a forged event of an alert that others speak of",
    (history) =>
      history.steps.some(
        (step) =>
          step.kind === "event" &&
          step.put.isForged &&
          history.steps.some((other) => other.kind === "observation" && alertOf(other) === step.put.alertId),
      ),
  ],
])("there are histories with %s", (_title, is) => {
  expect(histories.filter(is).length).toBeGreaterThan(0);
});

test("a forged event would be believed of the account that it speaks for, and of no other", () => {
  fc.assert(
    fc.property(
      somePut(someInstant).filter(({ isForged }) => isForged),
      ({ source, body }) => {
        expect(readingOf(source, body)).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
        const genuine = parseEvent({ ...body, account: "111122223333" });
        if (!genuine.ok) throw new Error(genuine.refusal.problem);
        expect(sources[source].read(genuine.value, administrators)).toMatchObject({
          outcome: "observed",
          notItsToSay: 0,
        });
      },
    ),
  );
});
