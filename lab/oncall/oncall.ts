/** The laws of on-call, on many more histories than `packages/oncall/laws.property.test.ts` has the time for. */
import { laws, tryLaw } from "@tocsin/oncall/testing/laws";
import type { Progress } from "../experiments.ts";
import type { Outcome } from "../outcome.ts";

const HISTORIES = 100_000;

/** @param seed runs the same histories again. */
export function oncallLaws(seed: number, progress: Progress): Outcome {
  const failures = laws.flatMap((law) => {
    progress(law.sentence);
    const failure = tryLaw(law, HISTORIES, seed);
    return failure === undefined ? [] : [`${law.sentence}: ${failure}`];
  });
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
