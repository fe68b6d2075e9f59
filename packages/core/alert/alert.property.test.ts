import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultWorld } from "../policy/world.ts";
import { someDecision, someInstant, someObservation } from "../testing/arbitraries.ts";
import { clears, day, sees } from "../testing/timeline.ts";
import { canonicalJson } from "../text/json.ts";
import { evaluate } from "../transition/evaluate.ts";
import { fold, type Head } from "../transition/fold.ts";
import { type Alert, decided, merge, observed } from "./alert.ts";
import type { Observation } from "./observation.ts";
import { compareSeverity } from "./severity.ts";

const base = fc.array(someObservation, { minLength: 1, maxLength: 6 }).map(([first, ...rest]) => {
  if (first === undefined) throw new Error("never empty");
  return rest.map(observed).reduce(merge, observed(first));
});
const someAlert: fc.Arbitrary<Alert> = fc
  .tuple(base, fc.array(someDecision, { maxLength: 3 }))
  .map(([alert, decisions]) => decisions.reduce((known, decision) => merge(known, decided(known, decision)), alert));

describe("merge", () => {
  test("is commutative", () => {
    fc.assert(
      fc.property(someAlert, someAlert, (a, b) => canonicalJson(merge(a, b)) === canonicalJson(merge(b, a))),
      { numRuns: 2000 },
    );
  });

  test("is associative", () => {
    fc.assert(
      fc.property(someAlert, someAlert, someAlert, (a, b, c) => {
        expect(canonicalJson(merge(merge(a, b), c))).toBe(canonicalJson(merge(a, merge(b, c))));
      }),
      { numRuns: 2000 },
    );
  });

  test("is idempotent, and says so by giving back the very same value", () => {
    fc.assert(
      fc.property(someAlert, someAlert, (a, b) => {
        const joined = merge(a, b);
        expect(merge(joined, b)).toBe(joined);
        expect(merge(joined, a)).toBe(joined);
        expect(merge(a, a)).toBe(a);
      }),
      { numRuns: 2000 },
    );
  });

  test("gives back another value whenever it learns something", () => {
    fc.assert(
      fc.property(someAlert, someAlert, (a, b) => {
        expect(merge(a, b) === a).toBe(canonicalJson(merge(a, b)) === canonicalJson(a));
      }),
      { numRuns: 1000 },
    );
  });

  test("never moves firstSeenAt later, lastSeenAt earlier, or a count down", () => {
    fc.assert(
      fc.property(someAlert, someAlert, (a, b) => {
        const joined = merge(a, b);
        expect((joined.firstSeenAt ?? "~") <= (a.firstSeenAt ?? "~")).toBe(true);
        expect((joined.lastSeenAt ?? "") >= (a.lastSeenAt ?? "")).toBe(true);
        expect(joined.count ?? 0).toBeGreaterThanOrEqual(a.count ?? 0);
      }),
    );
  });
});

describe("many reporters of one family", () => {
  const names = Array.from({ length: 24 }, (_, n) => `config:rule-${String.fromCharCode(97 + n)}`);
  const someVoices = fc.array(
    fc
      .tuple(someObservation, fc.constantFrom("acm", ...names))
      .map(([{ statement, ...rest }, reporter]): Observation => ({ ...rest, statement: { ...statement, reporter } })),
    { minLength: 1, maxLength: 40 },
  );
  const joinOf = (observations: readonly Observation[]) =>
    observations.map(observed).reduce((known, next) => merge(known, next));

  test("are bounded, the others folded into one, in every order alike", () => {
    fc.assert(
      fc.property(
        someVoices.chain((voices) =>
          fc.tuple(fc.constant(voices), fc.shuffledSubarray(voices, { minLength: voices.length })),
        ),
        fc.nat(),
        ([voices, shuffled], cut) => {
          const straight = joinOf(voices);
          const [left, right] = [shuffled.slice(0, cut % shuffled.length), shuffled.slice(cut % shuffled.length)];
          const other = left.length === 0 ? joinOf(right) : merge(joinOf(left), joinOf(right));
          expect(canonicalJson(other)).toBe(canonicalJson(straight));
          expect(merge(straight, joinOf(shuffled.slice(0, 5)))).toBe(straight);
          expect(
            Object.keys(straight.reporters).filter((name) => name.startsWith("config:")).length,
          ).toBeLessThanOrEqual(16);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("are kept apart as long as there is room", () => {
    const voices = names.slice(0, 15);
    const seen = voices.map((reporter) => sees(reporter, day(1)));
    expect(Object.keys(joinOf(seen).reporters).sort()).toEqual(voices);
    const more = joinOf([...seen, sees("config:rule-z", day(2)), clears("config:rule-y", day(3))]);
    expect(Object.keys(more.reporters).sort()).toEqual(["config:*", ...voices]);
    expect(more.reporters["config:*"]?.latest).toMatchObject({ reporter: "config:*", state: "cleared", at: day(3) });
    // A name that comes before the others takes a place, and the last of them is folded with what it said.
    const displacing = joinOf([...seen, sees("config:a", day(2))]);
    expect(displacing.reporters["config:*"]?.latest).toEqual({ ...seen.at(-1)?.statement, reporter: "config:*" });
  });
});

/** Cuts a list into consecutive groups, as batches would. */
function regroup(observations: readonly Observation[], sizes: readonly number[]): readonly (readonly Observation[])[] {
  const groups: Observation[][] = [];
  let rest = [...observations];
  for (let i = 0; rest.length > 0; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return groups;
}

const shuffled = fc.array(someObservation, { minLength: 1, maxLength: 8 }).chain((observations) =>
  fc.record({
    observations: fc.constant(observations),
    // Every one at least once, in any order, some of them again.
    again: fc
      .tuple(
        fc.shuffledSubarray(observations, { minLength: observations.length }),
        fc.array(fc.constantFrom(...observations), { maxLength: 6 }),
      )
      .chain(([all, more]) => fc.shuffledSubarray([...all, ...more], { minLength: all.length + more.length })),
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
  }),
);

describe("folding", () => {
  test("ends in the same alert and the same view for every order, duplication and grouping", () => {
    fc.assert(
      fc.property(shuffled, someInstant, ({ observations, again, sizes }, now) => {
        const straight = foldAll([observations], now);
        const other = foldAll(regroup(again, sizes), now);
        expect(canonicalJson(other.alert)).toBe(canonicalJson(straight.alert));
        expect(canonicalJson(other.view)).toBe(canonicalJson(straight.view));
        expect(other.reviewAt).toBe(straight.reviewAt);
      }),
      { numRuns: 2000 },
    );
  });

  test("writes nothing for what was folded before", () => {
    fc.assert(
      fc.property(shuffled, someInstant, ({ observations, again }, now) => {
        const head = foldAll([observations], now);
        const folded = fold(head, { alertId: head.alert.id, observations: again, decisions: [] }, defaultWorld, now);
        expect(folded.head).toBe(head);
        expect(folded.entries).toEqual([]);
        expect(new Set(folded.outcomes).difference(new Set(["stale", "duplicate"])).size).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  test("takes nothing back when it comes with an earlier time", () => {
    fc.assert(
      fc.property(shuffled, someInstant, someInstant, ({ observations, again }, now, earlier) => {
        fc.pre(earlier <= now);
        const head = foldAll([observations], now);
        const folded = fold(
          head,
          { alertId: head.alert.id, observations: again, decisions: [] },
          defaultWorld,
          earlier,
        );
        expect(folded.head).toBe(head);
      }),
    );
  });

  function foldAll(groups: readonly (readonly Observation[])[], now: Parameters<typeof evaluate>[2]): Head {
    const head = groups.reduce<Head | undefined>(
      (stored, observations) =>
        fold(stored, { alertId: observations[0]?.alertId ?? "", observations, decisions: [] }, defaultWorld, now).head,
      undefined,
    );
    if (head === undefined) throw new Error("nothing was folded");
    return head;
  }
});

describe("evaluate", () => {
  test("shows the same until the instant it names for the next review", () => {
    fc.assert(
      fc.property(someAlert, someInstant, someInstant, (alert, now, then) => {
        const evaluation = evaluate(alert, defaultWorld, now);
        fc.pre(then >= now && (evaluation.reviewAt === undefined || then < evaluation.reviewAt));
        expect(evaluate(alert, defaultWorld, then)).toEqual(evaluation);
      }),
      { numRuns: 3000 },
    );
  });

  test("names a later instant for the next review, so reviewing ends", () => {
    fc.assert(
      fc.property(someAlert, someInstant, (alert, now) => {
        const { reviewAt } = evaluate(alert, defaultWorld, now);
        expect(reviewAt === undefined || reviewAt > now).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("shows no less when another reporter confirms what is seen", () => {
    fc.assert(
      fc.property(someAlert, someObservation, someInstant, (alert, { identity, statement, ...rest }, now) => {
        const before = evaluate(alert, defaultWorld, now).view;
        // Where a person reopened it against every reporter, nobody sees what the view shows.
        fc.pre(before.status !== "RESOLVED" && alert.decisions.ruling === undefined && statement.state === "active");
        const confirmation: Observation = { ...rest, identity, statement: { ...statement, reporter: "another" } };
        const after = evaluate(merge(alert, observed(confirmation)), defaultWorld, now).view;
        expect(compareSeverity(after.severity, before.severity)).toBeGreaterThanOrEqual(0);
        if (statement.title === undefined) expect(after.title).toBe(before.title);
        expect(after.reporters).toEqual(expect.arrayContaining([...before.reporters]));
        for (const [name, values] of Object.entries(before.attributes)) {
          expect(after.attributes[name]).toEqual(expect.arrayContaining([...values]));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("never lowers the severity of an unresolved alert by time alone", () => {
    fc.assert(
      fc.property(someAlert, someInstant, someInstant, (alert, now, then) => {
        fc.pre(then >= now);
        const before = evaluate(alert, defaultWorld, now).view;
        const after = evaluate(alert, defaultWorld, then).view;
        fc.pre(before.status !== "RESOLVED");
        const rank = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
        expect(rank.indexOf(after.severity)).toBeGreaterThanOrEqual(rank.indexOf(before.severity));
      }),
      { numRuns: 2000 },
    );
  });
});
