/** Replays and backfills are quiet: neither drowns a page, and a replay brings nothing back and closes nothing that is open. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { merge, observed } from "../alert/alert.ts";
import type { Decision } from "../alert/decision.ts";
import type { Observation } from "../alert/observation.ts";
import type { Instant } from "../event/instant.ts";
import { defaultWorld } from "../policy/world.ts";
import { someInstant, someObservation } from "../testing/arbitraries.ts";
import { clears, day, resolves, sees } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";
import { type Folded, fold, type Head } from "./fold.ts";

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
    const folded: Folded = fold(head, change, defaultWorld, now);
    head = folded.head;
    const entry = folded.entries.at(-1);
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
      "that opened an alert is followed quietly by its end, which people need not hear of but the log has to tell",
      [
        [day(1), sees("acm", day(1), replayed)],
        [day(2), clears("acm", day(2))],
      ],
      ["opened OPEN MEDIUM quiet", "cleared RESOLVED INFORMATIONAL quiet"],
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
          fc.pre(evaluate(alert, defaultWorld, now).view.status === "OPEN");
          const replay = { ...last, statement: { ...last.statement, replayed: true as const } };
          expect(evaluate(merge(alert, observed(replay)), defaultWorld, now).view.status).toBe("OPEN");
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

const baseline = { baseline: true } as const;

describe("a backfill", () => {
  test.each<[string, readonly Arrival[], readonly string[]]>([
    [
      "opens quietly, and the same event live adds nothing",
      [
        [day(5), sees("acm", day(1), { severity: "CRITICAL", ...baseline })],
        [day(6), sees("acm", day(1), { severity: "CRITICAL" })],
        [day(7), sees("acm", day(7), { severity: "CRITICAL" })],
      ],
      ["opened OPEN CRITICAL quiet", "-", "-"],
    ],
    [
      "adds nothing to what was heard live",
      [
        [day(5), sees("acm", day(1))],
        [day(6), sees("acm", day(1), baseline)],
      ],
      ["opened OPEN MEDIUM", "-"],
    ],
    [
      "is followed aloud by a rise",
      [
        [day(5), sees("acm", day(1), { severity: "LOW", ...baseline })],
        [day(6), sees("acm", day(6), { severity: "HIGH" })],
      ],
      ["opened OPEN LOW quiet", "severity-raised OPEN HIGH"],
    ],
    [
      "is followed aloud by a step that time brings",
      [[day(5), sees("acm", day(1), { ...due, ...baseline })], [day(18)]],
      ["opened OPEN MEDIUM quiet", "deadline-step OPEN CRITICAL"],
    ],
    [
      "tells a whole history quietly",
      [
        [day(9), sees("acm", day(1), baseline)],
        [day(9), clears("acm", day(2), baseline)],
        [day(9), sees("acm", day(3), { severity: "HIGH", ...baseline })],
      ],
      ["opened OPEN MEDIUM quiet", "cleared RESOLVED INFORMATIONAL quiet", "seen-again OPEN HIGH quiet"],
    ],
    [
      "is ended quietly, since nobody was told that it began, and comes back aloud",
      [
        [day(5), sees("acm", day(1), baseline)],
        [day(6), clears("acm", day(6))],
        [day(7), sees("acm", day(7))],
        [day(8), clears("acm", day(8))],
      ],
      [
        "opened OPEN MEDIUM quiet",
        "cleared RESOLVED INFORMATIONAL quiet",
        "seen-again OPEN MEDIUM",
        "cleared RESOLVED INFORMATIONAL",
      ],
    ],
    [
      "is followed aloud by the rise that another backfill tells of",
      [
        [day(5), sees("acm", day(1), { severity: "LOW", ...baseline })],
        [day(6), sees("acm", day(3), { severity: "CRITICAL", ...baseline })],
        [day(7), sees("acm", day(3), { severity: "CRITICAL" })],
      ],
      ["opened OPEN LOW quiet", "severity-raised OPEN CRITICAL", "-"],
    ],
    [
      "that tells of a return leaves it for the next live statement to say so aloud",
      [
        [day(5), sees("acm", day(1), baseline)],
        [day(6), clears("acm", day(2))],
        [day(7), sees("acm", day(3), { severity: "CRITICAL", ...baseline })],
        [day(8), sees("acm", day(3), { severity: "CRITICAL" })],
      ],
      [
        "opened OPEN MEDIUM quiet",
        "cleared RESOLVED INFORMATIONAL quiet",
        "seen-again OPEN CRITICAL quiet",
        "seen-again OPEN CRITICAL",
      ],
    ],
    [
      "speaks aloud of an alert that people know",
      [
        [day(5), sees("acm", day(1), { severity: "LOW" })],
        [day(6), sees("acm", day(3), { severity: "CRITICAL", ...baseline })],
      ],
      ["opened OPEN LOW", "severity-raised OPEN CRITICAL"],
    ],
  ])("%s", (_title, arrivals, gists) => {
    expect(written(...arrivals).gists).toEqual(gists);
  });

  test("leaves the alert as if everything had been heard live", () => {
    fc.assert(
      fc.property(fc.array(someObservation, { minLength: 1, maxLength: 6 }), someInstant, (observations, now) => {
        const live = observations.map((seen) => said(seen, { replayed: undefined }));
        const filled = live.map((seen) => said(seen, { baseline: true }));
        const views = [live, filled].map((heard) => written(...heard.map((seen): Arrival => [now, seen])).head?.view);
        expect(views[1]).toEqual(views[0]);
      }),
      { numRuns: 1000 },
    );
  });
});

function said(seen: Observation, origin: { readonly replayed?: undefined; readonly baseline?: true }): Observation {
  return { ...seen, statement: { ...seen.statement, ...origin } };
}
