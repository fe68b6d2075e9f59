/**
 * Threats: findings and their updates, each seen by its member and by the administrator, an attack sequence, a sample.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, DAY, HOUR, inSeconds, MINUTE, moment } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import {
  type AccountRegion,
  anyPlace,
  envelope,
  repeated,
  type SimulatedEvent,
  scaled,
  type World,
} from "./envelope.ts";
import { attackSequence } from "./guardduty-sequence.ts";
import { accessKey, type Threat, threats } from "./guardduty-threats.ts";

/** How often GuardDuty tells of later occurrences, unless the administrator chose otherwise. */
const UPDATE_HOURS = 6;

interface InventedThreat {
  readonly place: AccountRegion;
  readonly id: string;
  readonly detectorId: string;
  readonly threat: Threat;
  readonly foundAt: Instant;
}

/** What changes from one update of a finding to the next. */
interface FindingUpdate {
  readonly at: Instant;
  readonly count: number;
  readonly severity?: number;
  readonly archived?: boolean;
  readonly sample?: boolean;
}

export function simulateGuardDuty(world: World): SimulatedEvent[] {
  return [
    ...repeated(scaled(world, 8), () => seenOnce(world)),
    ...repeated(scaled(world, 3), () => seenAgain(world)),
    ...growingWorse(world),
    ...archived(world),
    ...attack(world),
    ...sample(world),
    ...repeated(scaled(world, 8), () => scannedClean(world)),
    ...scannedInfected(world),
    ...agentLostAndFound(world),
  ];
}

function seenOnce(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const finding = invented(world, anyPlace(world), random.pick(threats)(random), anyMoment(random, timeline));
  return stated(world, finding, { at: shift(finding.foundAt, 4 * MINUTE), count: 1 });
}

/** The same id each time, with a higher count. */
function seenAgain(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const foundAt = moment(timeline, 0.7 * random.fraction());
  const finding = invented(world, anyPlace(world), random.pick(threats)(random), foundAt);
  return occurrences(random, foundAt, 4).flatMap((update) => stated(world, finding, update));
}

/** It begins as somebody's unusual downloads and ends as an exfiltration. */
function growingWorse(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "datalake-prod"), region: "eu-west-1" };
  const bucket = `${place.account.team}-curated-${random.hex(6)}`;
  const threat: Threat = {
    type: "Exfiltration:S3/AnomalousBehavior",
    severity: 5,
    title: `The user data-engineer is anomalously invoking APIs commonly used in Exfiltration tactics on ${bucket}.`,
    resource: {
      resourceType: "S3Bucket",
      accessKeyDetails: accessKey(random, "data-engineer"),
      s3BucketDetails: [{ arn: `arn:aws:s3:::${bucket}`, name: bucket, type: "Destination" }],
    },
    action: { actionType: "AWS_API_CALL", awsApiCallAction: { api: "GetObject", serviceName: "s3.amazonaws.com" } },
  };
  const foundAt = moment(timeline, 0.3);
  const finding = invented(world, place, threat, foundAt);
  return occurrences(random, foundAt, 4).flatMap((update, index) =>
    stated(world, finding, { ...update, severity: index < 2 ? 5 : 8 }),
  );
}

/** Archived by the administrator, which does not stop its events, and of which CloudTrail alone tells. */
function archived(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const foundAt = moment(timeline, 0.5);
  const finding = invented(world, anyPlace(world), random.pick(threats)(random), foundAt);
  const [first, ...later] = occurrences(random, foundAt, 3);
  const updates = [...(first ? [first] : []), ...later.map((update) => ({ ...update, archived: true }))];
  const archiving = apiCall(random, {
    service: "guardduty",
    eventName: "ArchiveFindings",
    place: { account: organization.administrator, region: finding.place.region },
    at: shift(foundAt, 2 * HOUR + 11 * MINUTE),
    record: { requestParameters: { detectorId: finding.detectorId, findingIds: [finding.id] } },
  });
  return [...updates.flatMap((update) => stated(world, finding, update)), archiving];
}

function attack(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "payments-prod"), region: "us-east-1" };
  const foundAt = moment(timeline, 0.78);
  const finding = invented(world, place, attackSequence(random, place, foundAt), foundAt);
  return stated(world, finding, { at: shift(foundAt, 9 * MINUTE), count: 1 });
}

/** Made by somebody who tries out their alerting. */
function sample(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "research-sandbox"), region: "eu-central-1" };
  const threat = random.pick(threats)(random);
  const foundAt = moment(timeline, 0.13);
  const finding = invented(world, place, { ...threat, title: `[SAMPLE] ${threat.title}` }, foundAt);
  return stated(world, finding, { at: foundAt, count: 1, sample: true });
}

function occurrences(random: Random, foundAt: Instant, times: number): FindingUpdate[] {
  let count = 1;
  return Array.from({ length: times }, (_, index) => {
    if (index > 0) count += random.integer(1, 9);
    return { at: shift(foundAt, index * UPDATE_HOURS * HOUR + 4 * MINUTE), count };
  });
}

function invented({ random }: World, place: AccountRegion, threat: Threat, foundAt: Instant): InventedThreat {
  return { place, id: random.hex(32), detectorId: random.hex(32), threat, foundAt };
}

/** The member's bus and the administrator's get the same finding, in envelopes and under ids of their own. */
function stated(world: World, finding: InventedThreat, update: FindingUpdate): SimulatedEvent[] {
  const { random, organization } = world;
  const { place } = finding;
  const detail = detailOf(finding, update);
  const toMember = guardDutyEvent(random, "GuardDuty Finding", place, shift(update.at, MINUTE), { detail });
  if (place.account.id === organization.administrator.id) return [toMember];
  const administrators = { account: organization.administrator, region: place.region };
  const heardAt = shift(update.at, MINUTE + random.integer(1, 90) * 1000);
  return [toMember, guardDutyEvent(random, "GuardDuty Finding", administrators, heardAt, { detail })];
}

function detailOf({ place, id, detectorId, threat, foundAt }: InventedThreat, update: FindingUpdate): JsonObject {
  const { account, region } = place;
  const { at, count, severity = threat.severity, archived = false, sample = false } = update;
  return {
    schemaVersion: "2.0",
    accountId: account.id,
    region,
    partition: "aws",
    id,
    arn: `arn:aws:guardduty:${region}:${account.id}:detector/${detectorId}/finding/${id}`,
    type: threat.type,
    resource: threat.resource,
    service: {
      serviceName: "guardduty",
      detectorId,
      ...(threat.action && { action: threat.action }),
      ...(threat.detection && { detection: threat.detection, featureName: "Correlation" }),
      resourceRole: threat.role ?? "TARGET",
      additionalInfo: { value: sample ? '{"sample":true}' : "{}", type: "default", ...(sample && { sample }) },
      evidence: null,
      eventFirstSeen: inSeconds(foundAt),
      eventLastSeen: inSeconds(shift(at, -4 * MINUTE)),
      archived,
      count,
    },
    severity,
    createdAt: shift(foundAt, 3 * MINUTE + 501),
    updatedAt: shift(at, 501),
    title: threat.title,
    description: threat.description ?? threat.title,
  };
}

function scannedClean(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  return [objectScan(random, anyPlace(world), anyMoment(random, timeline), "NO_THREATS_FOUND", null)];
}

/** EICAR's harmless test file, which every scanner calls by this name. */
function scannedInfected(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "partners-prod"), region: "eu-west-1" };
  const threats = [{ name: "EICAR-Test-File (not a virus)" }];
  return [objectScan(random, place, moment(timeline, 0.59), "THREATS_FOUND", threats)];
}

function objectScan(random: Random, place: AccountRegion, at: Instant, status: string, threats: JsonObject[] | null) {
  const { account, region } = place;
  const plan = `arn:aws:guardduty:${region}:${account.id}:malware-protection-plan/${random.hex(20)}`;
  return guardDutyEvent(random, "GuardDuty Malware Protection Object Scan Result", place, at, {
    resources: [plan],
    detail: {
      schemaVersion: "1.0",
      scanStatus: "COMPLETED",
      resourceType: "S3_OBJECT",
      s3ObjectDetails: {
        bucketName: `${account.team}-uploads-${region}`,
        objectKey: `incoming/${random.hex(12)}.pdf`,
        eTag: random.hex(32),
        versionId: random.alphanumeric(32),
        s3Throttled: false,
      },
      scanResultDetails: { scanResultStatus: status, threats, statusReasons: null },
    },
  });
}

/** A cluster's agent stops reporting, and half a day later reports again. */
function agentLostAndFound(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "storefront-prod"), region: "eu-central-1" };
  const lostAt = moment(timeline, 0.28);
  const said = (word: "Unhealthy" | "Healthy", before: string, issue: string, at: Instant) =>
    guardDutyEvent(random, `GuardDuty Runtime Protection ${word}`, place, at, {
      detail: {
        schemaVersion: "1.0",
        resourceAccountId: place.account.id,
        currentStatus: word.toUpperCase(),
        previousStatus: before,
        resourceDetails: {
          resourceType: "EKS",
          eksClusterDetails: {
            clusterName: `${place.account.team}-main`,
            availableNodes: word === "Healthy" ? 6 : 4,
            desiredNodes: 6,
            addonVersion: "v1.12.1-eksbuild.2",
          },
        },
        issue,
        lastUpdatedAt: at,
      },
    });
  return [
    said("Unhealthy", "HEALTHY", "Agent not reporting on 2 of 6 nodes", lostAt),
    said("Healthy", "UNHEALTHY", "", shift(lostAt, DAY / 2)),
  ];
}

function guardDutyEvent(
  random: Random,
  detailType: string,
  place: AccountRegion,
  at: Instant,
  more: { readonly resources?: readonly string[]; readonly detail: JsonObject },
): SimulatedEvent {
  return envelope(random, { source: "aws.guardduty", detailType, place, at, ...more });
}
