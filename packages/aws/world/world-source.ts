/** The state that a function uses, kept for a minute: the policy and the directory in force, the silences, and whether it rings at all. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Override } from "@tocsin/core/policy/schedule";
import type { World } from "@tocsin/core/policy/world";
import type { Silence } from "@tocsin/oncall/silence";
import type { Table } from "../alerts/alerts-table.ts";
import { createDirectoryReader, directoryVersions } from "./directory-store.ts";
import { createInForce } from "./in-force.ts";
import type { Mode } from "./items/mode-item.ts";
import { createOverrideReader, standing } from "./override-store.ts";
import { policyVersions } from "./policy-in-force.ts";
import { createPolicyReader } from "./policy-store.ts";
import { readWorldPartition, type WorldPartition } from "./world-partition.ts";

export interface WorldState extends World {
  readonly policy: Policy;
  /** Those that mute, will mute, or ended lately. */
  readonly silences: readonly Silence[];
  readonly mode: Mode;
  /** What it was read from. */
  readonly partition: WorldPartition;
}

export interface WorldSource {
  /** Not older than a minute. Callers side by side share one reading. @throws CallError */
  world(): Promise<WorldState>;
  /** Read now: for a caller that has met an alert evaluated with an unknown world. @throws CallError */
  reload(): Promise<WorldState>;
}

/** The parts of the world that cannot be read. The last readable one is in use, or the default if there was none. */
export interface WorldProblem {
  readonly of: "policy" | "directory" | "item";
  readonly problem: string;
}

export interface WorldSourceOptions {
  readonly table: Table;
  /** What a stack is of which nobody has said: `learning`, where it is left out. */
  readonly unsaidMode?: Mode["mode"] | undefined;
  /** The machine's clock, whatever the time of a scenario: what is kept grows old by it. */
  readonly now: () => Instant;
  readonly report: (problem: WorldProblem) => void;
}

/** How long after a push a function may still use the earlier state. */
const KEPT_MILLISECONDS = 60_000;

interface Reading {
  readonly begun: Instant;
  readonly state: Promise<WorldState>;
}

export function createWorldSource({ table, unsaidMode = "learning", now, report }: WorldSourceOptions): WorldSource {
  const reportOf = (of: WorldProblem["of"]) => (problem: string) => report({ of, problem });
  const policyInForce = createInForce(policyVersions(createPolicyReader(table), reportOf("policy")));
  const directoryInForce = createInForce(directoryVersions(createDirectoryReader(table), reportOf("directory")));
  const overrideReader = createOverrideReader(table);
  let reading: Reading | undefined;

  return {
    world: () => (reading !== undefined && isFresh(reading.begun, now()) ? reading.state : reload()),
    reload,
  };

  function reload(): Promise<WorldState> {
    const begun: Reading = { begun: now(), state: read() };
    reading = begun;
    begun.state.catch(() => {
      // What failed is not kept.
      if (reading === begun) reading = undefined;
    });
    return begun.state;
  }

  async function read(): Promise<WorldState> {
    const partition = await readWorldPartition(table);
    const { mode = { mode: unsaidMode }, silences, problems, ...pointed } = partition;
    for (const { message } of problems) reportOf("item")(message);
    const [policy, directory] = await Promise.all([policyInForce(pointed.policy), directoryInForce(pointed.directory)]);
    return { policy: await overridden(policy), directory, silences, mode, partition };
  }

  /** Who takes over is asked for only where there is something to take over. */
  async function overridden(policy: Policy): Promise<Policy> {
    if (policy.schedules.length === 0) return policy;
    const overrides: Override[] = [];
    for await (const read of overrideReader.list())
      if (read.ok) overrides.push(standing(read.value));
      else reportOf("item")(read.error.message);
    return { ...policy, overrides };
  }
}

/** A clock that was set back makes nothing fresh. */
function isFresh(begun: Instant, now: Instant): boolean {
  return begun <= now && now < shift(begun, KEPT_MILLISECONDS);
}
