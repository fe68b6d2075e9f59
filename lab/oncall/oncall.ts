/** The laws of on-call, on many more histories than `packages/oncall/laws.property.test.ts` has the time for. */
import { laws } from "@tocsin/oncall/testing/laws";
import { trials, tryLaws } from "@tocsin/oncall/testing/try-laws";
import type { Progress } from "../experiments.ts";
import type { Outcome } from "../outcome.ts";

const HISTORIES = 100_000;

/** Those that are tried together, on the same histories, are one part. */
export const parts: readonly string[] = trials.map((_laws, i) => `oncall ${i + 1} of ${trials.length}`);

/** @param seed runs the same histories again, whichever parts run. */
export function oncallLaws(part: string, seed: number, progress: Progress): Outcome {
  const together = trials[parts.indexOf(part)] ?? [];
  progress(together.map(({ sentence }) => `\n  ${sentence}`).join(""));
  const broken = tryLaws(together, HISTORIES, seed, (tried) => progress(`${tried} of ${HISTORIES} histories`));
  return outcomeOf([...broken.values()], seed);
}

/** What all parts found. */
export function joinedOutcome(outcomes: readonly Outcome[], seed: number): Outcome {
  return outcomeOf(
    outcomes.flatMap(({ failures }) => failures),
    seed,
  );
}

function outcomeOf(failures: readonly string[], seed: number): Outcome {
  return {
    promise: 3,
    experiment: "laws of on-call: whatever alerts, people, policies, clocks and outages do",
    tried: `${laws.length} laws × ${HISTORIES.toLocaleString("en")} histories`,
    lost: 0,
    doubled: 0,
    wrong: failures.length,
    seed,
    failures,
  };
}
