import type { StageFacts } from "@tocsin/aws/deployed/stage";
import { type Asked, known, type Unanswered } from "@tocsin/aws/prerequisites/asked";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lines } from "./line.ts";
import { parts } from "./parts.ts";
import { verifyStage } from "./verify-stage.ts";

const reasons = fc.constantFrom<Unanswered["why"]>("denied", "throttled", "region-off", "failed");
const unanswered = reasons.map((why): Asked<never> => ({ known: false, why, permission: "a:B", problem: "no" }));
/** Not asked, or not there. */
const nothing: fc.Arbitrary<Asked<undefined>> = fc.oneof(unanswered, fc.constant(known(undefined)));
const each = <T>(nouns: readonly string[], one: fc.Arbitrary<T>): fc.Arbitrary<ReadonlyMap<string, T>> =>
  fc
    .array(one, { minLength: nouns.length, maxLength: nouns.length })
    .map((all) => new Map(nouns.map((noun, i) => [noun, all[i] as T])));
const facts: fc.Arbitrary<StageFacts> = fc.record({
  ...{ account: fc.constant("111122223333"), bus: nothing, archive: nothing, table: nothing, key: nothing },
  ...{ alarms: unanswered, dashboard: nothing, sums: unanswered, members: nothing },
  rules: each(parts.rules, nothing),
  functions: each(parts.functions, nothing),
  mappings: each(parts.fed, unanswered),
  queues: each(parts.queues, nothing),
  deadLetters: each(parts.deadLetters, nothing),
  schedules: each(parts.schedules, nothing),
  topics: each(parts.topics, nothing),
});

test("of what is not known or not there nothing is taken for well, and every line has a result", () => {
  fc.assert(
    fc.property(facts, unanswered, (given, told) => {
      const drill = { state: "could-not-check", what: "" } as const;
      const results = verifyStage({
        stage: "prod",
        prefix: "tocsin-prod",
        regions: ["us-east-1"],
        facts: given,
        told,
        drill,
      });
      expect(results.filter(({ state }) => state !== "failed" && state !== "could-not-check")).toEqual([]);
      expect([...new Set(results.map(({ check }) => check))]).toEqual(Object.keys(lines));
    }),
    { numRuns: 30 },
  );
});

test("the permission is named where one is missing, and nowhere else", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const told = known({ policy: defaultPolicy, mode: "live" as const, failing: [] });
      const drill = { state: "could-not-check", what: "" } as const;
      const results = verifyStage({ stage: "prod", prefix: "tocsin-prod", regions: [], facts: given, told, drill });
      for (const result of results)
        if (result.state === "could-not-check")
          expect(result.permission !== undefined).toBe(result.what === "access is denied");
    }),
    { numRuns: 30 },
  );
});
