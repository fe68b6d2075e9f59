/** Every experiment by its name, the longest first: they run side by side. */
import { convergence } from "./convergence.ts";
import { crashPoints, handlers, outcomeOf } from "./crash-points.ts";
import { killed } from "./kill.ts";
import { tryMutations, type Verdict } from "./mutate.ts";
import { mutations } from "./mutations.ts";
import type { Outcome } from "./outcome.ts";
import { poison } from "./poison/experiment.ts";
import { storm } from "./storm.ts";
import { twoWriters } from "./two-writers.ts";
import { startServers } from "./world.ts";

export interface Findings {
  readonly outcomes: readonly Outcome[];
  readonly verdicts: readonly Verdict[];
}

/** Says how far an experiment is. */
export type Progress = (text: string) => void;

type Experiment = (seed: number, progress: Progress) => Promise<Partial<Findings>>;

const STORM_FINDINGS = 100_000;

const experiments: Readonly<Record<string, Experiment>> = {
  mutations: async (_seed, progress) => ({
    verdicts: await tryMutations(mutations, ({ mutation, noticed, problem }) =>
      progress(`${problem ?? (noticed ? "noticed" : "NOT NOTICED")}: ${mutation.does}`),
    ),
  }),
  convergence: async (seed) => ({ outcomes: [await convergence("long", seed)] }),
  storm: async (_seed, progress) => ({ outcomes: [await stormOutcome(progress)] }),
  "two-writers": async () => ({ outcomes: [await twoWriters("long")] }),
  poison: async () => ({ outcomes: [await poison("long")] }),
  crash: async (_seed, progress) => ({ outcomes: await crashEverywhere(progress) }),
  kill: async () => ({ outcomes: [await killed("long")] }),
};

export const names: readonly string[] = Object.keys(experiments);

/** @throws RangeError when no experiment is called so. */
export async function runExperiment(name: string, seed: number, progress: Progress): Promise<Findings> {
  const experiment = experiments[name];
  if (experiment === undefined) throw new RangeError(`no experiment is called ${name}; there are ${names.join(", ")}`);
  return { outcomes: [], verdicts: [], ...(await experiment(seed, progress)) };
}

async function crashEverywhere(progress: Progress): Promise<readonly Outcome[]> {
  const servers = await startServers();
  try {
    const outcomes: Outcome[] = [];
    for (const handler of handlers) {
      progress(handler);
      outcomes.push(outcomeOf(await crashPoints(handler, servers)));
    }
    return outcomes;
  } finally {
    await servers.stop();
  }
}

async function stormOutcome(progress: Progress): Promise<Outcome> {
  const report = await storm(STORM_FINDINGS, progress);
  const { tried, slowestPageSeconds, drainSeconds, peakMegabytes, ...outcome } = report;
  const figures = `slowest page ${slowestPageSeconds.toFixed(1)} s, drained in ${Math.round(drainSeconds)} s, at most ${peakMegabytes} MB`;
  return { ...outcome, tried: `${tried}; ${figures}` };
}
