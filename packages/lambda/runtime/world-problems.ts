import type { WorldProblem } from "@tocsin/aws/world/world-source";
import { WORLD_UNREADABLE } from "../deployment/metrics.ts";
import type { Telemetry } from "./telemetry.ts";

/** Says what a function cannot read of what it goes by, while it goes on by the last that could be read. */
export function worldProblems({ log, count }: Telemetry): (problem: WorldProblem) => void {
  return ({ of, problem }) => {
    log.error("what is in force cannot be read, and the last that could be read is in use", { of, problem });
    count("problems", WORLD_UNREADABLE);
  };
}
