/** Snapshots and images that are shared, taken and withdrawn, as CloudTrail records it. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall, type Caller, serviceEvent } from "./cloudtrail.ts";
import { type AccountRegion, anyPlace, repeated, type SimulatedEvent, scaled, type World } from "./envelope.ts";

const done = { responseElements: { _return: true } };

export function simulateSharing(world: World): SimulatedEvent[] {
  return [
    ...sharedWithPartner(world),
    ...publicByMistake(world),
    ...imageForAll(world),
    ...encryptionOff(world),
    ...repeated(scaled(world, 3), () => scanned(world)),
  ];
}

/** A partner gets a copy of a disk, and the share is forgotten. */
function sharedWithPartner({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "partners-prod"), region: "eu-central-1" };
  const snapshotId = snapshotIdOf(random);
  const partner = `9${random.digits(11)}`;
  const sharedAt = moment(timeline, 0.48);
  return [
    shared(random, place, sharedAt, snapshotId, { add: { items: [{ userId: partner }] } }),
    used(random, place, shift(sharedAt, 42 * MINUTE), snapshotId, "SharedSnapshotCopyInitiated", partner),
  ];
}

/** A database of test data, for eleven minutes. */
function publicByMistake({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "research-sandbox"), region: "us-east-1" };
  const publicAt = moment(timeline, 0.56);
  const change = (at: Instant, parameters: JsonObject, attributeValues: string[]) =>
    apiCall(random, {
      service: "rds",
      eventName: "ModifyDBSnapshotAttribute",
      place,
      at,
      record: {
        requestParameters: { dBSnapshotIdentifier: "trials-fixture", attributeName: "restore", ...parameters },
        responseElements: {
          dBSnapshotIdentifier: "trials-fixture",
          dBSnapshotAttributes: [{ attributeName: "restore", attributeValues }],
        },
      },
    });
  return [
    change(publicAt, { valuesToAdd: ["all"] }, ["all"]),
    change(shift(publicAt, 11 * MINUTE), { valuesToRemove: ["all"] }, []),
  ];
}

/** The image that all accounts start from. */
function imageForAll({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "security-tooling"), region: "eu-west-1" };
  const organizationArn = `arn:aws:organizations::${organization.administrator.id}:organization/o-example0rg`;
  return [
    apiCall(random, {
      service: "ec2",
      eventName: "ModifyImageAttribute",
      place,
      at: moment(timeline, 0.3),
      record: {
        requestParameters: {
          imageId: `ami-${random.hex(17)}`,
          attributeType: "launchPermission",
          launchPermission: { add: { items: [{ organizationArn }] } },
        },
        ...done,
      },
    }),
  ];
}

function encryptionOff({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "mobile-staging"), region: "ap-southeast-2" };
  const offAt = moment(timeline, 0.37);
  return [
    apiCall(random, { service: "ec2", eventName: "DisableEbsEncryptionByDefault", place, at: offAt, record: {} }),
    apiCall(random, {
      service: "ec2",
      eventName: "EnableEbsEncryptionByDefault",
      place,
      at: shift(offAt, 3 * HOUR),
      record: {},
    }),
  ];
}

/** GuardDuty scans a disk for malware: it shares a snapshot with an account of its own, and deletes it afterwards. */
function scanned(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  const snapshotId = snapshotIdOf(random);
  const at = anyMoment(random, timeline);
  const scanner = `8${random.digits(11)}`;
  const by = {
    service: "malware-protection.guardduty.amazonaws.com",
    role: "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
  };
  return [
    shared(random, place, at, snapshotId, { add: { items: [{ userId: scanner }] } }, by),
    used(random, place, shift(at, MINUTE), snapshotId, "SharedSnapshotVolumeCreated", scanner),
    apiCall(random, {
      service: "ec2",
      eventName: "DeleteSnapshot",
      place,
      at: shift(at, 25 * MINUTE),
      by,
      record: { requestParameters: { snapshotId }, ...done },
    }),
  ];
}

function shared(
  random: Random,
  place: AccountRegion,
  at: Instant,
  snapshotId: string,
  createVolumePermission: JsonObject,
  by?: Caller,
): SimulatedEvent {
  return apiCall(random, {
    service: "ec2",
    eventName: "ModifySnapshotAttribute",
    place,
    at,
    by,
    record: {
      requestParameters: { snapshotId, attributeType: "CREATE_VOLUME_PERMISSION", createVolumePermission },
      ...done,
    },
  });
}

function used(
  random: Random,
  place: AccountRegion,
  at: Instant,
  snapshotId: string,
  eventName: string,
  accountId: string,
): SimulatedEvent {
  return serviceEvent(random, {
    service: "ec2",
    eventName,
    place,
    at,
    record: {
      userIdentity: { type: "AWSAccount", accountId, invokedBy: "ec2.amazonaws.com" },
      serviceEventDetails: { snapshotId },
      sharedEventID: random.uuid(),
    },
  });
}

function snapshotIdOf(random: Random): string {
  return `snap-0${random.hex(16)}`;
}
