/** Every experiment by its name, the longest first: they run side by side. */

import { convergence } from "./convergence/convergence.ts";
import { crashPoints, handlers, outcomeOf } from "./crash/crash-points.ts";
import { joinedOutcome, oncallLaws, parts } from "./oncall/oncall.ts";
import type { Outcome } from "./outcome.ts";
import { poison } from "./poison/experiment.ts";
import { killed } from "./processes/kill.ts";
import { storm } from "./processes/storm.ts";
import { twoWriters } from "./processes/two-writers.ts";
import { redaction } from "./redaction/redaction.ts";
import { startServers } from "./world/world.ts";

/** Reports how far an experiment is. */
export type Progress = (text: string) => void;

interface Experiment {
  /** What it tries, for the list of `npm run lab`. */
  readonly about: string;
  /** Its rough duration on two idle cores. */
  readonly takes: string;
  /** Its parts that can run side by side, each in a process of its own; an experiment without parts is one part. */
  readonly divided?: {
    readonly parts: readonly string[];
    readonly joined: (outcomes: readonly Outcome[], seed: number) => Outcome;
  };
  readonly run: (seed: number, progress: Progress, part: string) => Promise<readonly Outcome[]>;
}

const STORM_FINDINGS = 100_000;

export const experiments: Readonly<Record<string, Experiment>> = {
  storm: {
    about: "a burst of 100,000 findings with 20 critical ones among them",
    takes: "20 min",
    run: async (_seed, progress) => [await stormOutcome(progress)],
  },
  oncall: {
    about: "the laws of on-call, whatever alerts, people, policies, clocks and outages do",
    takes: "25 min",
    divided: { parts, joined: joinedOutcome },
    run: async (seed, progress, part) => [oncallLaws(part, seed, progress)],
  },
  convergence: {
    about: "the same table whatever the order, the duplicates, the batches and the writers",
    takes: "10 min",
    run: async (seed) => [await convergence("long", seed)],
  },
  poison: {
    about: "malformed events among sound ones",
    takes: "8 min",
    run: async () => [await poison("long")],
  },
  crash: {
    about: "a crash at every call that a handler makes",
    takes: "5 min",
    run: async (_seed, progress) => crashEverywhere(progress),
  },
  "two-writers": {
    about: "two processes that write to one table",
    takes: "3 min",
    run: async () => [await twoWriters("long")],
  },
  kill: {
    about: "kill -9 of a serving stack under load",
    takes: "3 min",
    run: async () => [await killed("long")],
  },
  redaction: {
    about: "names that AWS gives and credentials, as they are and in prose",
    takes: "20 s",
    run: async (seed) => [await redaction("long", seed)],
  },
};

export const names: readonly string[] = Object.keys(experiments);

/** The output of an experiment is named by its part, which is the experiment itself if it is not divided. */
export function partsOf(name: string): readonly string[] {
  return experimentCalled(name).divided?.parts ?? [name];
}

export async function runPart(
  name: string,
  part: string,
  seed: number,
  progress: Progress,
): Promise<readonly Outcome[]> {
  return experimentCalled(name).run(seed, progress, part);
}

/** The outcomes of an experiment, joined from its parts in order. */
export function joined(name: string, outcomes: readonly Outcome[], seed: number): readonly Outcome[] {
  const { divided } = experimentCalled(name);
  return divided === undefined ? outcomes : [divided.joined(outcomes, seed)];
}

/** @throws RangeError if no experiment has this name. */
function experimentCalled(name: string): Experiment {
  const experiment = experiments[name];
  if (experiment === undefined) throw new RangeError(`no experiment is called ${name}; there are ${names.join(", ")}`);
  return experiment;
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
