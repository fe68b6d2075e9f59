/**
 * Keys: one is about to be deleted, is kept and enabled again, one lost its rotation, one is lent to a partner; and the grants that services
 * make by themselves, of which nobody is told. https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { wordyDate } from "../dates.ts";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, DAY, HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall, type Caller } from "./cloudtrail.ts";
import {
  type AccountRegion,
  anyPlace,
  envelope,
  repeated,
  type SimulatedEvent,
  scaled,
  type World,
} from "./envelope.ts";

interface Key {
  readonly place: AccountRegion;
  readonly id: string;
  readonly arn: string;
}

export function simulateKms(world: World): SimulatedEvent[] {
  return [
    ...scheduledAndKept(world),
    ...rotationOffAndOn(world),
    ...lentToPartner(world),
    ...importedAnew(world),
    ...deniedDisabling(world),
    ...repeated(scaled(world, 3), () => rotation(world)),
    ...repeated(scaled(world, 6), () => grantForVolume(world)),
  ];
}

/** A clean-up takes a key for unused. It is kept, and half an hour passes until somebody sees that it is disabled still. */
function scheduledAndKept({ random, timeline, organization }: World): SimulatedEvent[] {
  const key = invented(random, { account: accountNamed(organization, "datalake-prod"), region: "eu-west-1" });
  const scheduledAt = moment(timeline, 0.43);
  const keptAt = shift(scheduledAt, 3 * HOUR);
  return [
    onKey(random, key, "ScheduleKeyDeletion", scheduledAt, {
      requestParameters: { keyId: key.id, pendingWindowInDays: 7 },
      responseElements: {
        keyId: key.arn,
        keyState: "PendingDeletion",
        deletionDate: wordyDate(shift(scheduledAt, 7 * DAY)),
        pendingWindowInDays: 7,
      },
    }),
    onKey(random, key, "CancelKeyDeletion", keptAt),
    onKey(random, key, "EnableKey", shift(keptAt, 30 * MINUTE)),
  ];
}

function rotationOffAndOn(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const key = invented(random, anyPlace(world));
  const offAt = moment(timeline, 0.27);
  return [
    onKey(random, key, "DisableKeyRotation", offAt),
    onKey(random, key, "EnableKeyRotation", shift(offAt, DAY), {
      requestParameters: { keyId: key.id, rotationPeriodInDays: 365 },
    }),
  ];
}

/** By a grant, for the afternoon. */
function lentToPartner({ random, timeline, organization }: World): SimulatedEvent[] {
  const key = invented(random, { account: accountNamed(organization, "partners-prod"), region: "eu-central-1" });
  const grantId = random.hex(64);
  const grantedAt = moment(timeline, 0.52);
  return [
    onKey(random, key, "CreateGrant", grantedAt, {
      requestParameters: {
        keyId: key.arn,
        granteePrincipal: `arn:aws:iam::9${random.digits(11)}:role/settlement`,
        operations: ["Decrypt", "DescribeKey"],
      },
      responseElements: { grantId, keyId: key.arn },
    }),
    onKey(random, key, "RevokeGrant", shift(grantedAt, 4 * HOUR), {
      requestParameters: { keyId: key.arn, grantId },
    }),
  ];
}

/** Material with a date that is far away: nobody is told of it yet. */
function importedAnew({ random, timeline, organization }: World): SimulatedEvent[] {
  const key = invented(random, { account: accountNamed(organization, "payments-prod"), region: "eu-west-1" });
  const at = moment(timeline, 0.33);
  return [
    onKey(random, key, "ImportKeyMaterial", at, {
      requestParameters: {
        keyId: key.id,
        validTo: wordyDate(shift(at, 300 * DAY)),
        expirationModel: "KEY_MATERIAL_EXPIRES",
        importType: "EXISTING_KEY_MATERIAL",
      },
      responseElements: { keyId: key.arn, keyMaterialId: random.hex(64) },
    }),
  ];
}

function deniedDisabling(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const key = invented(random, anyPlace(world));
  return [
    onKey(random, key, "DisableKey", moment(timeline, 0.61), {
      responseElements: null,
      errorCode: "AccessDenied",
      errorMessage: "User is not authorized to perform: kms:DisableKey",
    }),
  ];
}

function rotation(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const { place, id, arn } = invented(random, anyPlace(world));
  return [
    envelope(random, {
      source: "aws.kms",
      detailType: "KMS CMK Rotation",
      place,
      at: anyMoment(random, timeline),
      resources: [arn],
      detail: {
        "key-id": id,
        "key-origin": "AWS_KMS",
        "rotation-type": "AUTOMATIC",
        "previous-key-material-id": random.hex(64),
        "current-key-material-id": random.hex(64),
      },
    }),
  ];
}

/** EC2 attaches an encrypted volume. */
function grantForVolume(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const key = invented(random, anyPlace(world));
  const { account } = key.place;
  const by: Caller = { service: "ec2.amazonaws.com", role: "aws:ec2-infrastructure" };
  const at = anyMoment(random, timeline);
  return [
    onKey(
      random,
      key,
      "CreateGrant",
      at,
      {
        requestParameters: {
          keyId: key.arn,
          granteePrincipal: `arn:aws:sts::${account.id}:assumed-role/aws:ec2-infrastructure/i-0${random.hex(16)}`,
          operations: ["Decrypt"],
        },
        responseElements: { grantId: random.hex(64), keyId: key.arn },
      },
      by,
    ),
  ];
}

function invented(random: Random, place: AccountRegion): Key {
  const id = random.uuid();
  return { place, id, arn: `arn:aws:kms:${place.region}:${place.account.id}:key/${id}` };
}

function onKey(
  random: Random,
  key: Key,
  eventName: string,
  at: Instant,
  record: JsonObject = {},
  by?: Caller,
): SimulatedEvent {
  const { place, id, arn } = key;
  return apiCall(random, {
    service: "kms",
    eventName,
    place,
    at,
    by,
    record: {
      requestParameters: { keyId: id },
      responseElements: { keyId: arn },
      resources: [{ accountId: place.account.id, type: "AWS::KMS::Key", ARN: arn }],
      ...record,
    },
  });
}
