/** What was said of alerts and decided on them, as the steps of a scenario. Pure. */
import type { Observation } from "@tocsin/core/alert/observation";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import type { RecordedDecision } from "@tocsin/core/transition/log-entry";
import type { Verb } from "@tocsin/oncall/deciding/deciding";
import { type Arrival, recordedAlert } from "@tocsin/rerun/recorded-alert";
import { SAID_LIMIT } from "../scenario-schema.ts";
import type { AlertPast } from "./past.ts";

/** A step as it is written, without its time. */
export interface TimedStep {
  readonly at: Instant;
  readonly step: object;
}

type Arrived = Arrival & { readonly alert: string };

/** In order of time. What was observed at one instant came together. */
export function stepsOf(alerts: readonly AlertPast[]): readonly TimedStep[] {
  const arrived = alerts.flatMap(({ head, said, log }) => {
    const { alertId: alert, arrivals } = recordedAlert({ alert: head.alert, said, log });
    return arrivals.map((arrival): Arrived => ({ ...arrival, alert }));
  });
  const instants = [...Map.groupBy(arrived, ({ at }) => at)].sort(([a], [b]) => epochOf(a) - epochOf(b));
  return instants.flatMap(([at, together]) => [...observedSteps(at, together), ...decisionSteps(at, together)]);
}

function observedSteps(at: Instant, together: readonly Arrived[]): readonly TimedStep[] {
  const observed = together.flatMap((one) => (one.kind === "observation" ? [one.observation] : []));
  const ofAlerts = [...Map.groupBy(observed, ({ alertId }) => alertId).values()].map(inParts);
  // Of each alert so many at a time.
  const steps = Math.max(...ofAlerts.map((parts) => parts.length), 0);
  return Array.from({ length: steps }, (_, i) => ({
    at,
    step: { observed: ofAlerts.flatMap((parts) => parts[i] ?? []) satisfies readonly WrittenObservations[] },
  }));
}

interface WrittenObservations extends Pick<Observation, "identity"> {
  readonly alert: string;
  readonly said: readonly Observation["statement"][];
}

function inParts(observed: readonly Observation[]): readonly WrittenObservations[] {
  return Array.from({ length: Math.ceil(observed.length / SAID_LIMIT) }, (_, i) => {
    const part = observed.slice(i * SAID_LIMIT, (i + 1) * SAID_LIMIT);
    const said = part.map(({ statement }) => ({ ...statement, attributes: inOrderOfName(statement.attributes) }));
    return part.slice(0, 1).map(({ alertId: alert, identity }) => ({ alert, identity, said }));
  }).flat();
}

/** A table gives the keys of a map in any order; a record of the same past is to be the same file. */
function inOrderOfName<T>(values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const verbOf: Readonly<Record<RecordedDecision["kind"], Verb>> = {
  acknowledge: "ack",
  suppress: "suppress",
  approve: "approve",
  resolve: "resolve",
  reopen: "reopen",
};

function decisionSteps(at: Instant, together: readonly Arrived[]): readonly TimedStep[] {
  return together.flatMap((one) => {
    if (one.kind !== "decision") return [];
    const { kind, by, why, until } = one.decision;
    return [{ at, step: { [verbOf[kind]]: { alert: one.alert, by, why, until } } }];
  });
}
