/** Runs a scenario through the embedded stack: the handlers that are deployed, by the scenario's own time. Nothing leaves the machine. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { DeliveryError } from "@tocsin/channels/channel";
import type { Channel } from "@tocsin/channels/kind";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import {
  type CountedAlarmName,
  countedAlarmNames,
  countedAlarms,
  type MetricName,
} from "@tocsin/lambda/deployment/metrics";
import { type VirtualClock, virtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import { type Stack, startStack } from "@tocsin/local/stack";
import { act, beginWith } from "./act.ts";
import type { Outcome } from "./compare.ts";
import type { Arrived } from "./features.ts";
import type { Scenario, Step } from "./scenario.ts";

export interface Ran extends Outcome {
  /** What was written to happen and did not, such as an acknowledgement of an alert that there is not. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  /** Of the step; none where it is of the scenario as a whole. */
  readonly line: number | undefined;
  readonly problem: string;
}

/** @param atEnd looks at what is in the table when all has happened. @throws Error when the stack does not start. */
export async function runScenario(
  scenario: Scenario,
  searchPath: string,
  atEnd: (table: Table) => Promise<void> = async () => {},
): Promise<Ran> {
  const clock = virtualClock(scenario.start);
  const recorder = createRecorder(clock);
  const alarms = new Map<CountedAlarmName, Instant>();
  let table: Table | undefined;
  const stack = await startStack({
    now: clock.now,
    // As deployed: an event that claims to be of a later day is refused.
    latest: () => shift(clock.now(), MILLISECONDS_PER_DAY),
    isVirtual: true,
    unsaidMode: scenario.mode,
    async prepare(made) {
      table = made;
      await beginWith(scenario, made);
    },
    channels: { write: () => {}, styled: false, secretAt: noSecret, instead: recorder.channel },
    scope: "a scenario",
    searchPath,
    port: 0,
    redeliverySeconds: 0,
    batchesAtOnce: 1,
    writeLog: () => {},
    counting(metric, reason, number) {
      for (const name of alarmsOf(metric, reason, number)) if (!alarms.has(name)) alarms.set(name, clock.now());
    },
  });
  try {
    if (table === undefined) throw new TypeError("the stack has no table");
    const faults = await play(scenario, { stack, table, clock, silent: recorder.silent, mode: scenario.mode });
    await atEnd(table);
    const rung = [...alarms].map(([name, at]) => ({ name, at }));
    return {
      arrived: recorder.arrived,
      alerts: scenario.wanted.alerts === undefined ? [] : await openAlerts(stack),
      alarms: rung,
      faults,
    };
  } finally {
    await stack.stop();
  }
}

/** The alarms that ring where a function counts so much of it. */
function alarmsOf(metric: MetricName, reason: string, number: number): readonly CountedAlarmName[] {
  return countedAlarmNames.filter((name) => {
    const alarm = countedAlarms[name];
    return alarm.metric === metric && alarm.reason === reason && number >= alarm.atLeast;
  });
}

async function noSecret(reference: string): Promise<string> {
  throw new RangeError(`a scenario reads no secret, and ${reference} is one`);
}

interface Recorder {
  readonly arrived: readonly Arrived[];
  /** The destinations that take nothing. */
  readonly silent: Set<string>;
  readonly channel: (name: string) => Channel;
}

function createRecorder(clock: VirtualClock): Recorder {
  const arrived: Arrived[] = [];
  const silent = new Set<string>();
  return {
    arrived,
    silent,
    channel: (name) => ({
      name,
      async send(notification) {
        if (silent.has(name))
          throw new DeliveryError(`${name} takes nothing`, { reason: "unreachable", retryable: true });
        arrived.push({ at: clock.now(), channel: name, notification });
      },
    }),
  };
}

export interface Stage {
  readonly stack: Stack;
  readonly table: Table;
  readonly clock: VirtualClock;
  readonly silent: Set<string>;
  /** What the stack is until somebody says otherwise. */
  readonly mode: Scenario["mode"];
}

async function play(scenario: Scenario, stage: Stage): Promise<readonly Fault[]> {
  const { stack, clock } = stage;
  const faults: Fault[] = [];
  const unwanted: object[] = [];
  const time = createScenario({
    stack,
    clock,
    latest: shift(scenario.until, MILLISECONDS_PER_DAY),
    onTaken: (events, taken) => unwanted.push(...events.filter((_, i) => taken[i]?.rules === 0)),
  });
  // A deployed stack has looked before: what begins or ends from now on is seen to.
  await stack.review();
  for (const step of scenario.steps) {
    await time.runUntil(step.at);
    const problem = await done(step, stage, time.deliver);
    await time.runUntil(step.at);
    if (problem !== undefined) faults.push({ line: step.line, problem });
    if (unwanted.splice(0).length > 0)
      faults.push({ line: step.line, problem: "no source listens to this event: it changes nothing" });
  }
  await time.runUntil(scenario.until);
  const dead = await stack.deadLetters();
  return [
    ...faults,
    ...dead.map(({ queue, reason }): Fault => ({ line: undefined, problem: `a dead letter in ${queue}: ${reason}` })),
  ];
}

async function done(step: Step, stage: Stage, deliver: (event: object) => Promise<void>): Promise<string | undefined> {
  if (step.action.kind !== "events") return act(step.at, step.action, stage);
  for (const event of step.action.events) await deliver(event);
  return undefined;
}

async function openAlerts({ alerts }: Stack): Promise<readonly AlertView[]> {
  const ids = (await Array.fromAsync(valuesIn(alerts.open()))).map(({ id }) => id);
  return Array.fromAsync(valuesIn(alerts.views(ids)));
}
