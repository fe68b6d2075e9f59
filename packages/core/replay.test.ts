/** A replay tells what was, quietly: it opens, but brings nothing back, closes nothing that is open, and drowns no page. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { merge, observed } from "./alert.ts";
import { someInstant, someObservation } from "./arbitraries.ts";
import type { Decision } from "./decision.ts";
import { evaluate } from "./evaluate.ts";
import { type Folded, fold, type Head } from "./fold.ts";
import type { Instant } from "./instant.ts";
import type { Observation } from "./observation.ts";
import { defaultEvaluationPolicy } from "./policy.ts";
import { clears, day, resolves, sees } from "./timeline.ts";

type Arrival = readonly [now: Instant, ...what: readonly (Observation | Decision)[]];

const replayed = { replayed: true } as const;

/** What each arrival wrote: the transition, and whether it was quiet. */
function written(...arrivals: readonly Arrival[]): {
  readonly gists: readonly string[];
  readonly head: Head | undefined;
} {
  let head: Head | undefined;
  const gists: string[] = [];
  for (const [now, ...what] of arrivals) {
    const change = {
      alertId: head?.alert.id ?? "",
      observations: what.filter((one) => "statement" in one),
      decisions: what.filter((one) => "kind" in one),
    };
    const folded: Folded = fold(head, change, defaultEvaluationPolicy, now);
    head = folded.head;
    const { entry } = folded;
    gists.push(entry ? `${entry.reason} ${entry.to.status} ${entry.to.severity}${entry.quiet ? " quiet" : ""}` : "-");
  }
  return { gists, head };
}

const due = { deadline: day(20) };

describe("a replay", () => {
  test.each<[string, readonly Arrival[], readonly string[]]>([
    [
      "leaves an alert open that is open again since it was last cleared",
      [
        [day(1), clears("acm", day(1), { scope: "condition" })],
        [day(5), sees("acm", day(5), { severity: "HIGH" })],
        [day(8), sees("acm", day(7), { severity: "HIGH", ...replayed })],
      ],
      ["-", "opened OPEN HIGH", "-"],
    ],
    [
      "leaves an alert open that was seen again after it was resolved",
      [
        [day(1), sees("acm", day(1))],
        [day(2), resolves(day(2))],
        [day(3), sees("acm", day(3))],
        [day(5), sees("acm", day(4), replayed)],
      ],
      ["opened OPEN MEDIUM", "decided RESOLVED INFORMATIONAL", "seen-again OPEN MEDIUM", "-"],
    ],
    [
      "does not make quiet a step that time brings in the same moment",
      [
        [day(1), sees("acm", day(1), due)],
        [day(17), sees("acm", day(1), { ...due, ...replayed })],
      ],
      ["opened OPEN MEDIUM", "deadline-step OPEN CRITICAL"],
    ],
    [
      "is followed by a page when the very event that it repeated comes live",
      [
        [day(5), sees("acm", day(1), { severity: "CRITICAL", ...replayed })],
        [day(6), sees("acm", day(1), { severity: "CRITICAL" })],
      ],
      ["opened OPEN CRITICAL quiet", "opened OPEN CRITICAL"],
    ],
    [
      "is followed by a page when a live statement first bears out a rise that only it told of",
      [
        [day(1), sees("acm", day(1), { severity: "LOW" })],
        [day(3), sees("acm", day(2), { severity: "CRITICAL", ...replayed })],
        [day(4), sees("acm", day(4), { severity: "CRITICAL" })],
      ],
      ["opened OPEN LOW", "severity-raised OPEN CRITICAL quiet", "severity-raised OPEN CRITICAL"],
    ],
    [
      "stays quiet however often it is repeated",
      [
        [day(5), sees("acm", day(1), replayed)],
        [day(6), sees("acm", day(1), replayed)],
        [day(7), sees("acm", day(2), replayed)],
      ],
      ["opened OPEN MEDIUM quiet", "-", "-"],
    ],
    [
      "that told of a deadline is followed by its steps aloud",
      [[day(1), sees("acm", day(1), { ...due, ...replayed })], [day(6)]],
      ["opened OPEN MEDIUM quiet", "opened OPEN HIGH"],
    ],
    [
      "is no cover for a live duplicate beside it",
      [
        [day(1), sees("acm", day(1), { severity: "LOW" })],
        [day(3), sees("acm", day(1), { severity: "LOW" }), sees("acm", day(2), { severity: "HIGH", ...replayed })],
      ],
      ["opened OPEN LOW", "severity-raised OPEN HIGH quiet"],
    ],
  ])("%s", (_title, arrivals, gists) => {
    expect(written(...arrivals).gists).toEqual(gists);
  });

  test("that sees the condition never takes an open alert for resolved", () => {
    fc.assert(
      fc.property(
        fc.array(someObservation, { minLength: 1, maxLength: 6 }),
        someObservation,
        someInstant,
        (before, last, now) => {
          const [first, ...rest] = before.map(observed);
          if (first === undefined || last.statement.state !== "active") return;
          const alert = rest.reduce(merge, first);
          fc.pre(evaluate(alert, defaultEvaluationPolicy, now).view.status === "OPEN");
          const replay = { ...last, statement: { ...last.statement, replayed: true as const } };
          expect(evaluate(merge(alert, observed(replay)), defaultEvaluationPolicy, now).view.status).toBe("OPEN");
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("alone never writes an entry that anybody is told of, but for what time brings", () => {
    fc.assert(
      fc.property(fc.array(someObservation, { minLength: 1, maxLength: 6 }), someInstant, (observations, now) => {
        const replays = observations.map(
          (seen): Observation => ({ ...seen, statement: { ...seen.statement, replayed: true } }),
        );
        const { gists } = written(...replays.map((seen): Arrival => [now, seen]));
        expect(gists.filter((gist) => gist !== "-" && !gist.endsWith(" quiet"))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
