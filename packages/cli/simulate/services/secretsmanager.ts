/**
 * Secrets: most rotate, some fail and recover, one is about to be deleted and is restored, one is lost.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { wordyDate } from "../dates.ts";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, DAY, HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall, type Caller, serviceEvent } from "./cloudtrail.ts";
import {
  type AccountRegion,
  anyPlace,
  envelope,
  repeated,
  type SimulatedEvent,
  scaled,
  type World,
} from "./envelope.ts";

interface Secret {
  readonly place: AccountRegion;
  readonly name: string;
  readonly arn: string;
}

const NAMES = [
  "orders-db",
  "ledger-db",
  "carrier-api",
  "geocoder-api",
  "mail-relay",
  "session-signing",
  "report-export",
];

export function simulateSecretsManager(world: World): SimulatedEvent[] {
  return [
    ...repeated(scaled(world, 16), () => rotation(world)),
    ...repeated(scaled(world, 2), () => rotationThatRecovers(world)),
    ...repeated(scaled(world, 1), () => rotationThatStaysBroken(world)),
    ...repeated(scaled(world, 3), () => testedRotation(world)),
    ...deletedAndRestored(world),
    ...deniedDeletion(world),
    ...deletedByForce(world),
    ...deletedWithItsDatabase(world),
    ...cleanedUpInVain(world),
    ...replicatedByForce(world),
    ...switchedOffAndOn(world),
    ...exposedAndClosed(world),
    ...replicaThatCatchesUp(world),
    ...repeated(scaled(world, 10), () => routine(world)),
  ];
}

function rotation(world: World): SimulatedEvent[] {
  return rotated(world.random, invented(world), anyMoment(world.random, world.timeline));
}

/** Two nights in a row the database's password cannot be set, in the third it can. */
function rotationThatRecovers(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const secret = invented(world);
  const failedAt = moment(timeline, 0.1 + 0.3 * random.fraction());
  return [
    ...failedRotation(random, secret, failedAt, "setSecret"),
    ...failedRotation(random, secret, shift(failedAt, DAY), "setSecret"),
    ...rotated(random, secret, shift(failedAt, 2 * DAY - 5 * HOUR)),
  ];
}

function rotationThatStaysBroken(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "logistics-prod"), region: "eu-central-1" };
  const secret = invented(world, place);
  return [0.3, 0.55, 0.8].flatMap((fraction) =>
    failedRotation(random, secret, moment(timeline, fraction), "testSecret"),
  );
}

/** Rotation was configured, not started: the service tries it out. */
function testedRotation(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const secret = invented(world);
  const at = anyMoment(random, timeline);
  return [
    rotationEvent(random, secret, "TestRotationStarted", at),
    rotationEvent(random, secret, "TestRotationSucceeded", shift(at, 9000)),
  ];
}

function deletedAndRestored(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const secret = invented(world, { account: accountNamed(organization, "datalake-prod"), region: "eu-west-1" });
  const deletedAt = moment(timeline, 0.36);
  const restoredAt = moment(timeline, 0.5);
  return [
    secretCall(random, secret, "DeleteSecret", deletedAt, {
      requestParameters: { secretId: secret.name, recoveryWindowInDays: 7 },
      responseElements: {
        arn: secret.arn,
        name: secret.name,
        deletionDate: wordyDate(shift(deletedAt, 7 * DAY)),
      },
    }),
    secretCall(random, secret, "RestoreSecret", restoredAt, {
      requestParameters: { secretId: secret.arn },
      responseElements: { arn: secret.arn, name: secret.name },
    }),
    secretEvent(random, secret, "CancelSecretVersionDelete", shift(restoredAt, 2000), {
      additionalEventData: { ARN: secret.arn, Name: secret.name },
    }),
  ];
}

/** The call failed: nothing is deleted, and nobody is to be paged. */
function deniedDeletion(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const secret = invented(world, { account: accountNamed(organization, "payments-prod"), region: "eu-west-1" });
  return [
    secretCall(random, secret, "DeleteSecret", moment(timeline, 0.37), {
      errorCode: "AccessDenied",
      errorMessage: "User is not authorized to perform: secretsmanager:DeleteSecret",
      requestParameters: { secretId: secret.name, forceDeleteWithoutRecovery: true },
    }),
  ];
}

/** By somebody of the team, and without a time in which it could be restored. */
function deletedByForce(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const secret = invented(world, { account: accountNamed(organization, "identity-prod"), region: "eu-central-1" });
  const deletedAt = moment(timeline, 0.71);
  return [forcedDeletion(random, secret, deletedAt), ...ended(random, secret, deletedAt)];
}

/** A managed secret goes with what it belongs to. */
function deletedWithItsDatabase(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  const secret = secretNamed(random, place, `rds!db-${random.uuid()}`);
  const deletedAt = moment(timeline, 0.44);
  const by = { service: "rds.amazonaws.com", role: "AWSServiceRoleForRDS" };
  return [forcedDeletion(random, secret, deletedAt, by), ...ended(random, secret, deletedAt)];
}

/** A script deletes what never was, night after night. It succeeds, with another ARN each time, and nothing is lost. */
function cleanedUpInVain(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  return [0.15, 0.3, 0.45].map((fraction) =>
    forcedDeletion(random, secretNamed(random, place, "preview/session-key"), moment(timeline, fraction)),
  );
}

function replicatedByForce(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const secret = invented(world, { account: accountNamed(organization, "payments-prod"), region: "eu-west-1" });
  return [
    secretCall(random, secret, "ReplicateSecretToRegions", moment(timeline, 0.66), {
      requestParameters: {
        secretId: secret.name,
        addReplicaRegions: [{ region: "eu-central-1" }],
        forceOverwriteReplicaSecret: true,
      },
      responseElements: { arn: secret.arn },
    }),
  ];
}

function forcedDeletion(random: Random, { place, name, arn }: Secret, at: Instant, by?: Caller): SimulatedEvent {
  return apiCall(random, {
    service: "secretsmanager",
    eventName: "DeleteSecret",
    place,
    at,
    by,
    record: {
      requestParameters: { secretId: name, forceDeleteWithoutRecovery: true },
      responseElements: { arn, name, deletionDate: at },
    },
  });
}

/** What the service says once a secret is gone, whoever deleted it. */
function ended(random: Random, secret: Secret, deletedAt: Instant): SimulatedEvent[] {
  const additionalEventData = { ARN: secret.arn, Name: secret.name };
  return [
    secretEvent(random, secret, "StartSecretVersionDelete", shift(deletedAt, 9000), { additionalEventData }),
    secretEvent(random, secret, "EndSecretVersionDelete", shift(deletedAt, 10_000), { additionalEventData }),
  ];
}

function switchedOffAndOn(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const secret = invented(world);
  const named = {
    requestParameters: { secretId: secret.arn },
    responseElements: { arn: secret.arn, name: secret.name },
  };
  return [
    secretCall(random, secret, "CancelRotateSecret", moment(timeline, 0.22), named),
    secretCall(random, secret, "RotateSecret", moment(timeline, 0.41), named),
    ...rotated(random, secret, shift(moment(timeline, 0.41), 3000)),
  ];
}

/** A policy that lets everybody read, for twenty minutes. */
function exposedAndClosed(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const secret = invented(world, { account: accountNamed(organization, "research-sandbox"), region: "us-east-1" });
  const exposedAt = moment(timeline, 0.62);
  const resourcePolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" }],
  });
  const responseElements = { arn: secret.arn, name: secret.name };
  return [
    secretCall(random, secret, "PutResourcePolicy", exposedAt, {
      requestParameters: { secretId: secret.name, resourcePolicy, blockPublicPolicy: false },
      responseElements,
    }),
    secretCall(random, secret, "DeleteResourcePolicy", shift(exposedAt, 20 * MINUTE), {
      requestParameters: { secretId: secret.name },
      responseElements,
    }),
  ];
}

function replicaThatCatchesUp(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const secret = invented(world);
  const failedAt = moment(timeline, 0.57);
  const additionalEventData = { SecretId: secret.arn };
  return [
    secretEvent(random, secret, "ReplicationStarted", shift(failedAt, -5000), { additionalEventData }),
    secretEvent(random, secret, "ReplicationFailed", failedAt, {
      additionalEventData,
      errorMessage: "The KMS key in the replica Region is disabled.",
    }),
    secretEvent(random, secret, "ReplicationSucceeded", shift(failedAt, 7 * HOUR), { additionalEventData }),
  ];
}

/** Versions age away, and values are written. */
function routine(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const secret = invented(world);
  const at = anyMoment(random, timeline);
  if (random.chance(0.5))
    return [
      secretEvent(random, secret, "SecretVersionDeletion", at, { additionalEventData: { SecretId: secret.arn } }),
    ];
  return [
    secretCall(random, secret, "PutSecretValue", at, {
      requestParameters: { secretId: secret.name, clientRequestToken: random.uuid(), versionStages: ["AWSCURRENT"] },
      responseElements: { arn: secret.arn, name: secret.name },
    }),
    labelUpdated(random, secret, at),
  ];
}

function invented(world: World, place = anyPlace(world)): Secret {
  const { random } = world;
  return secretNamed(random, place, `${place.account.team}/${random.pick(NAMES)}-${random.integer(1, 99)}`);
}

function secretNamed(random: Random, place: AccountRegion, name: string): Secret {
  const arn = `arn:aws:secretsmanager:${place.region}:${place.account.id}:secret:${name}-${random.alphanumeric(6)}`;
  return { place, name, arn };
}

function rotated(random: Random, secret: Secret, at: Instant): SimulatedEvent[] {
  const done = shift(at, random.integer(4, 40) * 1000);
  return [
    rotationEvent(random, secret, "RotationStarted", at),
    rotationEvent(random, secret, "RotationSucceeded", done),
    labelUpdated(random, secret, done),
  ];
}

function failedRotation(random: Random, secret: Secret, at: Instant, step: string): SimulatedEvent[] {
  const { account, region } = secret.place;
  const lambda = `arn:aws:lambda:${region}:${account.id}:function:${account.team}-rotation`;
  return [
    rotationEvent(random, secret, "RotationStarted", at),
    rotationEvent(random, secret, "RotationFailed", shift(at, 31_000), {
      // A message without an error code: the service's own failure, not a call's.
      errorMessage: `Error when executing lambda ${lambda} during ${step} step`,
    }),
  ];
}

function rotationEvent(random: Random, secret: Secret, eventName: string, at: Instant, more: JsonObject = {}) {
  return secretEvent(random, secret, eventName, at, {
    additionalEventData: { SecretId: secret.arn },
    requestID: `Rotation-${secret.arn}-${random.uuid()}`,
    ...more,
  });
}

function secretEvent(random: Random, { place }: Secret, eventName: string, at: Instant, record: JsonObject) {
  return serviceEvent(random, { service: "secretsmanager", eventName, place, at, record });
}

function secretCall(random: Random, { place }: Secret, eventName: string, at: Instant, record: JsonObject) {
  return apiCall(random, { service: "secretsmanager", eventName, place, at, record });
}

function labelUpdated(random: Random, { place, name, arn }: Secret, at: Instant): SimulatedEvent {
  return envelope(random, {
    source: "aws.secretsmanager",
    detailType: "Secret Label Updated",
    place,
    at,
    resources: [arn],
    detail: { name, labelUpdated: "AWSCURRENT", versionId: random.uuid() },
  });
}
