/**
 * Vulnerabilities: a burst when one becomes known, most of it closed as machines are patched; a trickle otherwise.
 * https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { inspectorDate } from "../dates.ts";
import { accountNamed } from "../organization.ts";
import { anyMoment, HOUR, MINUTE, moment } from "../timeline.ts";
import {
  type AccountRegion,
  anyPlace,
  envelope,
  repeated,
  type SimulatedEvent,
  scaled,
  type World,
} from "./envelope.ts";
import {
  anyNews,
  commonNews,
  type Flaw,
  graveNews,
  inventFlaw,
  inventNetworkPath,
  inventPackageFlaw,
} from "./inspector-flaws.ts";

/** Findings that a burst brings, in an organization of 12 accounts. */
const BURST_FINDINGS = 150;
const BURST_MILLISECONDS = 2 * MINUTE;

interface InventedVulnerability {
  readonly place: AccountRegion;
  readonly arn: string;
  readonly flaw: Flaw;
  readonly foundAt: Instant;
}

export function simulateInspector(world: World): SimulatedEvent[] {
  const weeks = Math.max(1, Math.round(world.timeline.days / 7));
  return [
    ...Array.from({ length: weeks }, (_, week) => burst(world, moment(world.timeline, (week + 0.24) / weeks))).flat(),
    ...repeated(scaled(world, 12), () => trickle(world)),
    ...openPort(world),
    ...flapping(world),
    ...repeated(scaled(world, 5), () => scanned(world)),
    ...agentLostAndFound(world),
  ];
}

/**
 * A storm: every machine that carries one of a few packages, within two minutes. On most it is the one flaw of a library that all
 * have; on some it is a grave one, which is exploited.
 */
function burst(world: World, startsAt: Instant): SimulatedEvent[] {
  const { random, organization } = world;
  const [grave, common] = [graveNews(random), commonNews(random)];
  const others = Array.from({ length: 4 }, () => anyNews(random));
  const anyOf = (share: number) => (share < 0.08 ? grave : share < 0.65 ? common : random.pick(others));
  const accounts = random.sample(organization.accounts, Math.max(3, Math.round(organization.accounts.length / 3)));
  const count = Math.round((BURST_FINDINGS * organization.accounts.length) / 12);
  return Array.from({ length: count }, () => {
    const place = { account: random.pick(accounts), region: random.pick(organization.regions.slice(0, 2)) };
    const foundAt = shift(startsAt, random.integer(0, BURST_MILLISECONDS));
    const finding = invented(
      world,
      place,
      inventPackageFlaw(random, place, foundAt, anyOf(random.fraction())),
      foundAt,
    );
    return [...opened(world, finding), ...ending(world, finding)];
  }).flat();
}

/** Half are patched within two days, a few are suppressed as accepted, one in a while comes back with an old image. */
function ending(world: World, finding: InventedVulnerability): SimulatedEvent[] {
  const { random } = world;
  const fate = random.fraction();
  const patchedAt = shift(finding.foundAt, random.integer(5 * 60, 48 * 60) * MINUTE);
  if (fate < 0.55) return [stated(world, finding, "CLOSED", patchedAt)];
  if (fate < 0.58) return [stated(world, finding, "SUPPRESSED", patchedAt)];
  if (fate < 0.6)
    return [stated(world, finding, "CLOSED", patchedAt), stated(world, finding, "ACTIVE", shift(patchedAt, 9 * HOUR))];
  return [];
}

function trickle(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  const foundAt = anyMoment(random, timeline);
  const finding = invented(world, place, inventFlaw(random, place, foundAt), foundAt);
  const closed = random.chance(0.4) ? [stated(world, finding, "CLOSED", shift(foundAt, 20 * HOUR))] : [];
  return [...opened(world, finding), ...closed];
}

/** Reachable from the internet for an afternoon. */
function openPort(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "network-hub"), region: "ap-southeast-2" };
  const foundAt = moment(timeline, 0.48);
  const finding = invented(world, place, inventNetworkPath(random, place, foundAt), foundAt);
  return [...opened(world, finding), stated(world, finding, "CLOSED", shift(foundAt, 4 * HOUR))];
}

/** A finding that comes and goes: what was patched is rolled back, and patched again, four times in some two hours. */
function flapping(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "logistics-prod"), region: "eu-central-1" };
  const foundAt = moment(timeline, 0.86);
  const finding = invented(world, place, inventPackageFlaw(random, place, foundAt, graveNews(random)), foundAt);
  const rounds = [0, 1, 2, 3].map((round) => shift(foundAt, round * 35 * MINUTE));
  return rounds.flatMap((at, round) => [
    ...(round === 0 ? opened(world, finding) : [stated(world, finding, "ACTIVE", at)]),
    stated(world, finding, "CLOSED", shift(at, 20 * MINUTE)),
  ]);
}

function invented({ random }: World, place: AccountRegion, flaw: Flaw, foundAt: Instant): InventedVulnerability {
  const arn = `arn:aws:inspector2:${place.region}:${place.account.id}:finding/${random.hex(32)}`;
  return { place, arn, flaw, foundAt };
}

/**
 * Inspector tells the administrator of every finding, too. Of those, only the critical ones come here, as from an
 * administrator's rule that asks for no more.
 */
function opened(world: World, finding: InventedVulnerability): SimulatedEvent[] {
  const { administrator } = world.organization;
  const first = stated(world, finding, "ACTIVE", finding.foundAt);
  if (finding.flaw.severity !== "CRITICAL" || finding.place.account.id === administrator.id) return [first];
  return [first, stated(world, finding, "ACTIVE", finding.foundAt, administrator)];
}

function stated(
  { random }: World,
  { place, arn, flaw, foundAt }: InventedVulnerability,
  status: "ACTIVE" | "SUPPRESSED" | "CLOSED",
  at: Instant,
  receiver = place.account,
): SimulatedEvent {
  const { severity, type, title, description, recommendation, resource, specifics } = flaw;
  return envelope(random, {
    source: "aws.inspector2",
    detailType: "Inspector2 Finding",
    place: { account: receiver, region: place.region },
    at,
    resources: [resource.id],
    detail: {
      awsAccountId: place.account.id,
      description,
      findingArn: arn,
      firstObservedAt: inspectorDate(foundAt),
      lastObservedAt: inspectorDate(at),
      remediation: { recommendation: { text: recommendation } },
      resources: [resource],
      severity,
      status,
      title,
      type,
      updatedAt: inspectorDate(at),
      ...specifics,
    },
  });
}

function scanned(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  const repository = `arn:aws:ecr:${place.region}:${place.account.id}:repository/${place.account.team}/api`;
  return [
    inspectorEvent(world, "Inspector2 Scan", place, anyMoment(random, timeline), repository, {
      "scan-status": "INITIAL_SCAN_COMPLETE",
      "repository-name": repository,
      // A level without findings is left out.
      "finding-severity-counts": {
        HIGH: random.integer(0, 4),
        MEDIUM: random.integer(0, 9),
        TOTAL: random.integer(9, 20),
      },
      "image-digest": `sha256:${random.hex(64)}`,
      "image-tags": ["latest"],
      version: "1.0",
    }),
  ];
}

/** An instance drops out of the scans, and is back a day later. */
function agentLostAndFound(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "mobile-staging"), region: "eu-west-1" };
  const instanceId = `i-${random.hex(17)}`;
  const said = (at: Instant, statusCodeValue: string, reason: string) =>
    inspectorEvent(world, "Inspector2 Coverage", place, at, instanceId, {
      scanStatus: { reason, statusCodeValue },
      scanType: "PACKAGE",
      provider: "AWS",
      providerAccountId: place.account.id,
      providerRegion: place.region,
      eventTimestamp: at.replace("Z", "211Z"),
      version: "1.0",
    });
  return [
    said(moment(timeline, 0.4), "INACTIVE", "UNMANAGED_EC2_INSTANCE"),
    said(moment(timeline, 0.55), "ACTIVE", "SUCCESSFUL"),
  ];
}

function inspectorEvent(
  { random }: World,
  detailType: string,
  place: AccountRegion,
  at: Instant,
  resource: string,
  detail: JsonObject,
): SimulatedEvent {
  return envelope(random, { source: "aws.inspector2", detailType, place, at, resources: [resource], detail });
}
