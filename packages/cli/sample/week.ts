/** The sample week as a run takes it. */
import { shift } from "@tocsin/core/event/instant";
import type { Input } from "../input/read.ts";
import { defaultSimulation, simulate } from "../simulate/simulate.ts";

/** The sample ends when its digest is due: on Monday at six, for the week that is over. */
export const SAMPLE_ENDS_AT = shift(defaultSimulation.end, 6 * 3_600_000 + 1000);

export async function* sampleInputs(): AsyncIterable<Input> {
  for (const [index, value] of simulate(defaultSimulation).entries())
    yield { ok: true, index, file: "sample", place: "", value };
}
