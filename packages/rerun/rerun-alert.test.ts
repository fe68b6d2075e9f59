import { wakeAfter } from "@tocsin/aws/alerts/stream";
import type { Decision } from "@tocsin/core/alert/decision";
import type { Observation } from "@tocsin/core/alert/observation";
import { earlier, type Instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { someDecision, someInstant, someObservation } from "@tocsin/core/testing/arbitraries";
import { clears, day, sees } from "@tocsin/core/testing/timeline";
import { fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { needsHistory } from "@tocsin/core/transition/past";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Kept, lapsedStatements, recordedAlert } from "./recorded-alert.ts";
import { rerunAlert, type TimedWake } from "./rerun-alert.ts";

/** The input of one instant: an observation, or a decision on the alert as it is then. */
type Coming = { readonly at: Instant } & ({ readonly observation: Observation } | { readonly decision: Decision });

/** A stack that folds each input as it comes, and looks again when time alone may have changed something. */
function lived(coming: readonly Coming[], until: Instant) {
  const said: Kept["said"][number][] = [];
  const log: LogEntry[] = [];
  const wakes: TimedWake[] = [];
  let head: Head | undefined;
  for (const one of coming) {
    passTo(one.at);
    if ("observation" in one) change(one.at, [one.observation], []);
    else if (head) change(one.at, [], asMade(one.decision, one.at, head));
  }
  passTo(until);
  return { wakes, kept: head && { alert: head.alert, said, log } };

  function passTo(at: Instant): void {
    while (head?.reviewAt !== undefined && head.reviewAt <= at) change(head.reviewAt, [], []);
  }

  function change(at: Instant, observations: readonly Observation[], decisions: readonly Decision[]): void {
    const alertId = head?.alert.id ?? observations[0]?.alertId ?? "";
    const history = needsHistory(head, observations, at) ? { said: [...said], log: [...log] } : undefined;
    const folded = fold(head, { alertId, observations, decisions }, defaultWorld, at, history);
    said.push(...observations.map(({ statement }) => statement));
    log.push(...folded.entries);
    const wake = folded.head === head ? undefined : wakeAfter(head, folded.head);
    head = folded.head;
    if (wake) wakes.push({ at, wake });
  }
}

/** As the command makes the decision: on the alert as its author sees it. */
function asMade(decision: Decision, at: Instant, { version, view, alert }: Head): readonly Decision[] {
  const authored = { at, by: decision.by, why: decision.why };
  switch (decision.kind) {
    case "acknowledge":
      return [{ ...authored, kind: "acknowledge", until: decision.until, seen: { version, severity: view.severity } }];
    case "suppress":
      return [{ ...authored, kind: "suppress", until: shift(at, 3 * 86_400_000) }];
    case "approve": {
      const { suppression: of } = alert.decisions;
      return of === undefined ? [] : [{ ...authored, kind: "approve", of: { at: of.at, by: of.by } }];
    }
    default:
      return [{ ...authored, kind: decision.kind }];
  }
}

const someComing: fc.Arbitrary<Coming> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(someInstant, someObservation).map(([at, observation]) => ({ at, observation })),
  },
  { weight: 1, arbitrary: fc.tuple(someInstant, someDecision).map(([at, decision]) => ({ at, decision })) },
);

/** A statement that changed nothing has no known time of arrival except when it was sent. Each is of a separate event. */
function sentAt(observation: Observation, at: Instant): Observation {
  const { statement } = observation;
  return { ...observation, statement: { ...statement, sentAt: at, at: earlier(statement.at, at), eventId: at } };
}

/** No two inputs at one instant, nor at an instant at which time alone changes something: simultaneous inputs are folded together. */
const someLife = fc
  .uniqueArray(someComing, { selector: ({ at }) => at, minLength: 1, maxLength: 12 })
  .map((coming) => coming.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map((one, i) => moved(one, i + 1)));

function moved(one: Coming, milliseconds: number): Coming {
  const at = shift(one.at, milliseconds);
  return "decision" in one ? { ...one, at } : { at, observation: sentAt(one.observation, at) };
}

const END = day(60);

/** On-call's knowledge after each instant. An alert that was only written or counted again wakes nobody. */
function seenIn(wakes: readonly TimedWake[]): ReadonlyMap<Instant, object> {
  return new Map(wakes.map(({ at, wake }) => [at, { ...wake, version: 0, view: { ...wake.view, lastSeenAt: at } }]));
}

describe("a recorded past", () => {
  test("wakes on-call as it did, when it is run again in the same world", () => {
    fc.assert(
      fc.property(someLife, (coming) => {
        const { wakes, kept } = lived(coming, END);
        const again = kept ? [...rerunAlert(recordedAlert(kept), defaultWorld, END)] : [];
        expect(seenIn(again)).toEqual(seenIn(wakes));
      }),
      { numRuns: 1000 },
    );
  });

  test("is in the order in which it came, which the log tells where a statement brought something about", () => {
    const late = sees("config", day(1));
    const first = sees("acm", day(2));
    const { kept } = lived(
      [
        { at: day(2), observation: first },
        { at: day(9), observation: late },
      ],
      END,
    );
    const arrivals = kept ? recordedAlert(kept).arrivals : [];
    expect(arrivals.map(({ at }) => at)).toEqual([day(1), day(2)]);
    const { kept: brief } = lived(
      [
        { at: day(2), observation: clears("acm", day(2)) },
        { at: day(9), observation: sees("acm", day(3)) },
      ],
      END,
    );
    expect((brief ? recordedAlert(brief).arrivals : []).map(({ at }) => at)).toEqual([day(2), day(9)]);
  });

  test("knows how many statements the log names that are kept no more", () => {
    const { kept } = lived(
      [
        { at: day(1), observation: sees("acm", day(1)) },
        { at: day(5), observation: clears("acm", day(5)) },
      ],
      END,
    );
    if (kept === undefined) throw new TypeError("nothing was kept");
    expect(lapsedStatements(kept, day(0))).toBe(0);
    expect(lapsedStatements({ ...kept, said: [] }, day(0))).toBe(2);
    expect(lapsedStatements({ ...kept, said: [] }, day(5))).toBe(1);
    expect(lapsedStatements({ ...kept, said: [] }, day(5, 1))).toBe(0);
  });

  test("ends where it is to end", () => {
    const { kept } = lived(
      [
        { at: day(1), observation: sees("acm", day(1)) },
        { at: day(5), observation: clears("acm", day(5)) },
      ],
      END,
    );
    const upTo = (until: Instant) => (kept ? [...rerunAlert(recordedAlert(kept), defaultWorld, until)].length : -1);
    expect([upTo(day(0)), upTo(day(5, -1)), upTo(day(5))]).toEqual([0, 1, 2]);
  });
});
