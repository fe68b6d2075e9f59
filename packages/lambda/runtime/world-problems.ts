import type { WorldProblem } from "@tocsin/aws/world/world-source";
import { WORLD_UNREADABLE } from "../deployment/metrics.ts";
import type { Telemetry } from "./telemetry.ts";

/** Reports what a function cannot read of the policy, the directory or silences, while it continues with the last readable state. */
export function worldProblems({ log, count }: Telemetry): (problem: WorldProblem) => void {
  return ({ of, problem }) => {
    log.error("what is in force cannot be read, and the last that could be read is in use", { of, problem });
    count("problems", WORLD_UNREADABLE);
  };
}
