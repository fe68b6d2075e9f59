/** A week in an organization that does not exist, as its bus would have delivered it. */
import { epochOf, type Instant, instant } from "@tocsin/core/event/instant";
import { inventOrganization, type Organization } from "./organization.ts";
import { createRandom, type Random } from "./random.ts";
import { simulateAccessAnalyzer } from "./services/access-analyzer.ts";
import { simulateAcm } from "./services/acm.ts";
import { simulateConfig } from "./services/config.ts";
import { simulateEdge } from "./services/edge.ts";
import type { SimulatedEvent, World } from "./services/envelope.ts";
import { simulateGuardDuty } from "./services/guardduty.ts";
import { simulateHealth } from "./services/health.ts";
import { simulateInspector } from "./services/inspector.ts";
import { simulateInspectorAmi } from "./services/inspector-ami.ts";
import { simulateKms } from "./services/kms.ts";
import { simulateMacie } from "./services/macie.ts";
import { simulateProtection } from "./services/protection.ts";
import { simulateS3 } from "./services/s3.ts";
import { simulateSecretsManager } from "./services/secretsmanager.ts";
import { simulateSecurityHub } from "./services/securityhub.ts";
import { simulateSharing } from "./services/sharing.ts";
import { simulateSsm } from "./services/ssm.ts";
import { HOUR, isWithin, MINUTE, type Timeline, timelineUntil } from "./timeline.ts";

export interface SimulationOptions {
  /** At least 1. From 12 on, every part in the stories has an account of its own. */
  readonly accounts: number;
  /** At least 1. */
  readonly days: number;
  readonly seed: number;
  /** The last instant: the end of a day. */
  readonly end: Instant;
}

/** The sample's: the week 2026-W47. */
export const defaultSimulation: SimulationOptions = {
  accounts: 12,
  days: 7,
  seed: 47,
  end: instant("2026-11-22T23:59:59Z"),
};

const services: Readonly<Record<string, (world: World) => SimulatedEvent[]>> = {
  acm: simulateAcm,
  ssm: simulateSsm,
  secretsmanager: simulateSecretsManager,
  kms: simulateKms,
  guardduty: simulateGuardDuty,
  inspector: simulateInspector,
  "inspector-ami": simulateInspectorAmi,
  macie: simulateMacie,
  protection: simulateProtection,
  sharing: simulateSharing,
  health: simulateHealth,
  edge: simulateEdge,
  s3: simulateS3,
  config: simulateConfig,
  "access-analyzer": simulateAccessAnalyzer,
  securityhub: simulateSecurityHub,
};

/** How many of a hundred arrivals come twice, and how many late. */
const DUPLICATED = 0.03;
const LATE = 0.03;

/**
 * Events in EventBridge's forms in the order of their delivery, some of them twice and some late, as a bus delivers. The
 * same options give the same events, byte for byte.
 * @throws RangeError unless `accounts` and `days` are whole numbers from 1 on.
 */
export function simulate({ accounts, days, seed, end }: SimulationOptions): SimulatedEvent[] {
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`not a number of days: ${days}`);
  const random = createRandom(seed);
  const organization = organizationOf({ accounts, seed });
  const timeline = timelineUntil(end, days);
  const emitted = Object.entries(services).flatMap(([name, events]) =>
    events({ organization, timeline, random: random.fork(name) }),
  );
  return delivered(
    random.fork("delivery"),
    timeline,
    emitted.filter(({ time }) => isWithin(timeline, instant(time))),
  );
}

/** The organization in which all of it happens. */
export function organizationOf({ accounts, seed }: Pick<SimulationOptions, "accounts" | "seed">): Organization {
  return inventOrganization(createRandom(seed).fork("organization"), accounts);
}

interface Arrival {
  readonly event: SimulatedEvent;
  readonly at: number;
}

function delivered(random: Random, { end }: Timeline, events: readonly SimulatedEvent[]): SimulatedEvent[] {
  const arrivals = events.flatMap((event): Arrival[] => {
    const at = epochOf(instant(event.time)) + delayOf(random);
    const first = { event, at };
    return random.chance(DUPLICATED) ? [first, { event, at: at + delayAgain(random) }] : [first];
  });
  // What is late at the end comes with the end, so that the week is whole.
  const last = epochOf(end);
  return arrivals
    .map(({ event, at }) => ({ event, at: Math.min(at, last) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}

/** Seconds as a rule, minutes to hours at times. */
function delayOf(random: Random): number {
  return random.chance(LATE) ? random.integer(10 * MINUTE, 6 * HOUR) : random.integer(300, 4000);
}

/** The second time at once, as when an acknowledgement was lost, or after a retry's pause. */
function delayAgain(random: Random): number {
  return random.chance(0.5) ? random.integer(100, 5000) : random.integer(MINUTE, 2 * HOUR);
}
