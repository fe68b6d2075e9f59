/** Histories of all that happens to on-call, as data: what fails is printed as it is. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { type PolicyName, policies } from "./policies.ts";
import { createSimulation, type Delivery, type NewSilence, type Simulation, start } from "./simulation.ts";

export type Step =
  | { readonly kind: "open"; readonly alert: AlertName; readonly severity: Severity }
  | { readonly kind: "backfilled"; readonly alert: AlertName; readonly severity: Severity }
  | { readonly kind: "end"; readonly alert: AlertName }
  | { readonly kind: "return"; readonly alert: AlertName; readonly severity: Severity }
  | { readonly kind: "storm"; readonly severity: Severity; readonly isOver: boolean }
  | { readonly kind: "was over"; readonly alert: AlertName; readonly severity: Severity }
  | { readonly kind: "decide"; readonly alert: AlertName; readonly status: Exclude<Status, "RESOLVED"> }
  | { readonly kind: "wake"; readonly index: number; readonly isTwice: boolean }
  | { readonly kind: "wake together" }
  | { readonly kind: "pass"; readonly seconds: number }
  /** Days in which all that is sent arrives. */
  | { readonly kind: "calm"; readonly days: number }
  | { readonly kind: "deliver"; readonly delivery: Delivery }
  | ({ readonly kind: "silence" } & NewSilence)
  | { readonly kind: "end silences" }
  | { readonly kind: "pause"; readonly seconds: number }
  | { readonly kind: "resume" }
  | { readonly kind: "go live" }
  | { readonly kind: "push"; readonly policy: PolicyName }
  | { readonly kind: "describe"; readonly account: string; readonly environment: string; readonly owner: string };

export interface History {
  readonly policy: PolicyName;
  readonly showsState: boolean;
  readonly mode: "learning" | "live";
  readonly steps: readonly Step[];
  /** What happens while a law looks on. */
  readonly further: readonly Step[];
}

const accounts = ["111122223333", "444455556666"] as const;
const certificate = {
  condition: "certificate-expiry",
  account: accounts[1],
  attributes: { inUse: [true] },
  deadline: shift(start, 2.5 * MILLISECONDS_PER_DAY),
} as const;
const attackable = {
  condition: "vulnerability",
  account: accounts[0],
  attributes: { exploitAvailable: ["YES"], attackVector: ["NETWORK"], resourceType: ["AWS_EC2_INSTANCE"] },
} as const;
const shown = {
  a: { account: accounts[0] },
  b: { account: accounts[0] },
  c: { account: accounts[1] },
  d: certificate,
  e: attackable,
} satisfies Record<string, Partial<AlertView>>;
type AlertName = keyof typeof shown;

/** More than a destination is told of one by one. */
const STORM = 25;
const RETURN_SECONDS = 400;
const SECONDS_PER_DAY = 86_400;

const someAlert = fc.constantFrom<AlertName>("a", "b", "c", "d", "e");
const mild = ["MEDIUM", "HIGH"] as const;

/** @param severities of what opens. */
function somethingFor(severities: readonly Severity[]) {
  const severity = fc.constantFrom(...severities);
  const open = fc.record({ kind: fc.constant("open" as const), alert: someAlert, severity });
  const end = fc.record({ kind: fc.constant("end" as const), alert: someAlert });
  const returns = fc.record({ kind: fc.constant("return" as const), alert: someAlert, severity });
  const wasOver = fc.record({ kind: fc.constant("was over" as const), alert: someAlert, severity });
  const wake = fc.record({ kind: fc.constant("wake" as const), index: fc.nat({ max: 9 }), isTwice: fc.boolean() });
  const pass = fc.record({
    kind: fc.constant("pass" as const),
    seconds: fc.constantFrom(1, 20, 40, 61, 240, 700, 1300, 4000, 15_000, 50_000),
  });
  const deliver = fc.record({
    kind: fc.constant("deliver" as const),
    delivery: fc.constantFrom<Delivery>(
      "arrives",
      "arrives",
      "is refused",
      "is never sent",
      "arrives unrecorded",
      "arrives too late",
    ),
  });
  return fc.oneof(
    { weight: 12, arbitrary: open },
    { weight: 6, arbitrary: end },
    { weight: 3, arbitrary: returns },
    { weight: 3, arbitrary: wasOver },
    { weight: 9, arbitrary: wake },
    { weight: 6, arbitrary: fc.constant({ kind: "wake together" as const }) },
    { weight: 9, arbitrary: pass },
    { weight: 6, arbitrary: deliver },
    fc.record({ kind: fc.constant("storm" as const), severity, isOver: fc.boolean() }),
  );
}

const decided = fc.record({
  kind: fc.constant("decide" as const),
  alert: someAlert,
  status: fc.constantFrom("ACKNOWLEDGED" as const, "SUPPRESSED" as const, "OPEN" as const),
});
/** @param severities up to which it is silenced. */
function silencedUpTo(severities: readonly Severity[]) {
  return fc.oneof(
    fc.record({
      kind: fc.constant("silence" as const),
      seconds: fc.constantFrom(100, 3000, 20_000),
      upTo: fc.constantFrom(...severities),
      alertId: fc.option(someAlert, { nil: undefined }),
      severity: fc.option(fc.constantFrom(...severities), { nil: undefined, freq: 2 }),
    }),
    fc.constant({ kind: "end silences" as const }),
  );
}
const paused = fc.oneof(
  fc.record({ kind: fc.constant("pause" as const), seconds: fc.constantFrom(30, 5000) }),
  fc.constant({ kind: "resume" as const }),
);
const pushed = fc.record({
  kind: fc.constant("push" as const),
  policy: fc.constantFrom(...(Object.keys(policies) as PolicyName[])),
});
const described = fc.record({
  kind: fc.constant("describe" as const),
  account: fc.constantFrom(...accounts),
  environment: fc.constantFrom("prod", "sandbox"),
  owner: fc.constantFrom("payments", "platform"),
});
const backfilled = fc.record({
  kind: fc.constant("backfilled" as const),
  alert: someAlert,
  severity: fc.constantFrom<Severity>("HIGH", "CRITICAL"),
});
const live = fc.constant({ kind: "go live" as const });

const all: readonly Severity[] = ["MEDIUM", "HIGH", "CRITICAL"];

/** Alerts, in any order, with duplicates, outages, crashes and any passing of time; nobody mutes or changes anything. */
export const events: fc.Arbitrary<Step> = somethingFor(all);
/** And all that people and the organization do meanwhile. */
export const anything: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: events },
  { weight: 2, arbitrary: decided },
  { weight: 2, arbitrary: silencedUpTo(["HIGH", "CRITICAL"]) },
  paused,
  pushed,
  described,
  backfilled,
  live,
);
/** In which weeks pass, so that reminders are daily, and then weekly. */
export const weeks: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: events },
  fc.record({ kind: fc.constant("calm" as const), days: fc.constantFrom(1, 3, 8, 15) }),
);
/** In which nothing is CRITICAL, and no silence is made for what is. */
export const mildThings: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: somethingFor(mild) },
  decided,
  silencedUpTo(["HIGH"]),
  described,
);

export interface Scope {
  readonly step: fc.Arbitrary<Step>;
  /** The policies that it may begin with. */
  readonly policies?: readonly PolicyName[];
  readonly mode?: "live";
}

export function someHistory({ step, mode, ...scope }: Scope): fc.Arbitrary<History> {
  return fc.record({
    policy: fc.constantFrom(...(scope.policies ?? (Object.keys(policies) as PolicyName[]))),
    showsState: fc.boolean(),
    mode: mode === undefined ? fc.constantFrom("live", "live", "learning") : fc.constant(mode),
    // Without a size there are ten at most.
    steps: fc.array(step, { maxLength: 30, size: "max" }),
    further: fc.array(step, { maxLength: 10, size: "max" }),
  });
}

export function lived({ policy, steps, showsState, mode }: History): Simulation {
  const simulation = createSimulation({ policy: policies[policy], showsState, mode });
  for (const step of steps) take(step, simulation);
  return simulation;
}

export function take(step: Step, simulation: Simulation): void {
  switch (step.kind) {
    case "open":
      simulation.say(step.alert, "OPEN", step.severity, shown[step.alert]);
      break;
    case "backfilled":
      if (!simulation.alerts.has(step.alert))
        simulation.say(step.alert, "OPEN", step.severity, shown[step.alert], true);
      break;
    case "end":
      simulation.say(step.alert, "RESOLVED", "LOW");
      break;
    case "return":
      simulation.say(step.alert, "RESOLVED", "LOW");
      simulation.wakeTogether();
      simulation.pass(RETURN_SECONDS);
      simulation.say(step.alert, "OPEN", step.severity, shown[step.alert]);
      simulation.wakeTogether();
      break;
    case "storm":
      for (let i = 0; i < STORM; i += 1)
        simulation.say(`storm ${i}`, step.isOver ? "RESOLVED" : "OPEN", step.severity, shown.a);
      break;
    case "was over":
      simulation.wasOver(step.alert, step.severity);
      break;
    case "decide": {
      const before = simulation.alerts.get(step.alert)?.view;
      if (before !== undefined && before.status !== "RESOLVED")
        simulation.say(step.alert, step.status, before.severity);
      break;
    }
    case "wake":
      simulation.wake(step.index, step.isTwice);
      break;
    case "wake together":
      simulation.wakeTogether();
      break;
    case "pass":
      simulation.pass(step.seconds);
      break;
    case "calm":
      simulation.deliveriesFrom("arrives");
      simulation.pass(step.days * SECONDS_PER_DAY);
      break;
    case "deliver":
      simulation.deliveriesFrom(step.delivery);
      break;
    case "silence":
      simulation.silence(step);
      break;
    case "end silences":
      simulation.endSilences();
      break;
    case "pause":
      simulation.pause(step.seconds);
      break;
    case "resume":
      simulation.resume();
      break;
    case "go live":
      simulation.goLive();
      break;
    case "push":
      simulation.push(policies[step.policy]);
      break;
    case "describe":
      simulation.describe(step.account, step.environment, step.owner);
      break;
    default:
      step satisfies never;
  }
}
