/**
 * Buckets that lost protection, and objects with data that does not belong there. No datum is invented: only kinds and
 * counts, as a finding has them.
 * https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, DAY, inSeconds, MINUTE, moment } from "../timeline.ts";
import {
  type AccountRegion,
  anyPlace,
  envelope,
  repeated,
  type SimulatedEvent,
  scaled,
  type World,
} from "./envelope.ts";

const POLICIES = [
  ["Policy:IAMUser/S3BlockPublicAccessDisabled", 3, "Block public access settings are disabled for the S3 bucket"],
  ["Policy:IAMUser/S3BucketEncryptionDisabled", 1, "Default encryption is disabled for the S3 bucket"],
  ["Policy:IAMUser/S3BucketSharedExternally", 3, "The S3 bucket is shared with an external AWS account"],
  ["Policy:IAMUser/S3BucketSharedWithCloudFront", 2, "The S3 bucket is shared with CloudFront"],
] as const;

const SENSITIVE = [
  ["SensitiveData:S3Object/Personal", "PERSONAL_INFORMATION", "PHONE_NUMBER", 2],
  ["SensitiveData:S3Object/Financial", "FINANCIAL_INFORMATION", "BANK_ACCOUNT_NUMBER", 3],
  ["SensitiveData:S3Object/Credentials", "CREDENTIALS", "AWS_CREDENTIALS", 3],
] as const;

const WORDS = { 1: "Low", 2: "Medium", 3: "High" } as const;

interface InventedDataFinding {
  readonly type: string;
  readonly score: 1 | 2 | 3;
  readonly title: string;
  readonly place: AccountRegion;
  readonly id: string;
  readonly bucket: string;
  readonly foundAt: Instant;
}

export function simulateMacie(world: World): SimulatedEvent[] {
  return [
    ...repeated(scaled(world, 5), () => policyFinding(world)),
    ...repeated(scaled(world, 7), () => sensitiveData(world)),
    ...publicBucket(world),
    ...scannedTwice(world),
    ...sample(world),
  ];
}

function policyFinding(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const [type, score, title] = random.pick(POLICIES);
  const finding = invented(random, {
    type,
    score,
    title,
    place: anyPlace(world),
    foundAt: anyMoment(random, timeline),
  });
  return [policyStatement(random, finding, finding.foundAt, 1)];
}

/** Told again every quarter of an hour in which somebody changes it further: the same id, a higher count. */
function publicBucket(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const finding = invented(random, {
    type: "Policy:IAMUser/S3BucketPublic",
    score: 3,
    title: "The S3 bucket is publicly accessible",
    place: { account: accountNamed(organization, "mobile-staging"), region: "eu-central-1" },
    foundAt: moment(timeline, 0.33),
  });
  return [0, 1, 2].map((update) =>
    policyStatement(random, finding, shift(finding.foundAt, update * 15 * MINUTE), update + 1),
  );
}

function sensitiveData(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const kind = random.pick(SENSITIVE);
  const finding = inventedSensitive(random, kind, anyPlace(world), anyMoment(random, timeline));
  return [sensitiveStatement(random, finding, kind, objectKey(random), random.hex(32))];
}

/** The same object in the next job's run: a new finding, though nothing is new. */
function scannedTwice(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const [kind] = SENSITIVE;
  const place = { account: accountNamed(organization, "datalake-prod"), region: "eu-west-1" };
  const first = inventedSensitive(random, kind, place, moment(timeline, 0.2));
  const again = { ...first, id: random.uuid(), foundAt: shift(first.foundAt, 3 * DAY) };
  const [key, versionId] = [objectKey(random), random.hex(32)];
  return [first, again].map((finding) => sensitiveStatement(random, finding, kind, key, versionId));
}

function sample(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const [type, score, title] = POLICIES[0];
  const place = { account: accountNamed(organization, "research-sandbox"), region: "us-east-1" };
  const finding = invented(random, { type, score, title, place, foundAt: moment(timeline, 0.14) });
  return [policyStatement(random, finding, finding.foundAt, 1, true)];
}

function invented(random: Random, finding: Omit<InventedDataFinding, "id" | "bucket">): InventedDataFinding {
  const purpose = random.pick(["reports", "uploads", "exports", "backups"]);
  return { ...finding, id: random.uuid(), bucket: `${finding.place.account.team}-${purpose}-${random.hex(6)}` };
}

function inventedSensitive(
  random: Random,
  kind: (typeof SENSITIVE)[number],
  place: AccountRegion,
  foundAt: Instant,
): InventedDataFinding {
  const [type, category, , score] = kind;
  const title = `The S3 object contains ${category.toLowerCase().replaceAll("_", " ")}`;
  return invented(random, { type, score, title, place, foundAt });
}

function objectKey(random: Random): string {
  return `2026/11/${random.pick(["customers", "payouts", "survey"])}-${random.hex(4)}.csv`;
}

function policyStatement(random: Random, finding: InventedDataFinding, at: Instant, count: number, isSample = false) {
  return macieEvent(random, finding, at, {
    count,
    category: "POLICY",
    classificationDetails: null,
    policyDetails: {
      action: {
        actionType: "AWS_API_CALL",
        apiCallDetails: {
          api: "PutBucketPolicy",
          apiServiceName: "s3.amazonaws.com",
          firstSeen: finding.foundAt,
          lastSeen: at,
        },
      },
      actor: {
        userIdentity: { type: "AWSService", awsService: { invokedBy: "cloudformation.amazonaws.com" } },
        ipAddressDetails: null,
        domainDetails: { domainName: "cloudformation.amazonaws.com" },
      },
    },
    resourcesAffected: { s3Bucket: bucketOf(finding), s3Object: null },
    sample: isSample,
  });
}

function sensitiveStatement(
  random: Random,
  finding: InventedDataFinding,
  [, category, dataType]: (typeof SENSITIVE)[number],
  key: string,
  versionId: string,
): SimulatedEvent {
  const { place, bucket, foundAt } = finding;
  const found = random.integer(3, 400);
  const jobId = random.hex(32);
  return macieEvent(random, finding, foundAt, {
    count: 1,
    category: "CLASSIFICATION",
    classificationDetails: {
      jobArn: `arn:aws:macie2:${place.region}:${place.account.id}:classification-job/${jobId}`,
      jobId,
      originType: "SENSITIVE_DATA_DISCOVERY_JOB",
      result: {
        status: { code: "COMPLETE", reason: null },
        sizeClassified: random.integer(10_000, 900_000),
        mimeType: "text/csv",
        additionalOccurrences: found > 15,
        sensitiveData: [
          { category, totalCount: found, detections: [{ type: dataType, count: found, occurrences: null }] },
        ],
        customDataIdentifiers: { totalCount: 0, detections: [] },
      },
    },
    policyDetails: null,
    resourcesAffected: {
      s3Bucket: bucketOf(finding),
      s3Object: {
        bucketArn: `arn:aws:s3:::${bucket}`,
        key,
        path: `${bucket}/${key}`,
        extension: "csv",
        lastModified: shift(foundAt, -DAY),
        versionId,
        serverSideEncryption: { encryptionType: "AES256", kmsMasterKeyId: null },
        size: random.integer(10_000, 900_000),
        storageClass: "STANDARD",
        tags: [],
        publicAccess: false,
        etag: random.hex(32),
      },
    },
    sample: false,
  });
}

function macieEvent(random: Random, finding: InventedDataFinding, at: Instant, more: JsonObject): SimulatedEvent {
  const { type, score, title, place, id, foundAt } = finding;
  return envelope(random, {
    source: "aws.macie",
    detailType: "Macie Finding",
    place,
    at: shift(at, 40_000),
    detail: {
      schemaVersion: "1.0",
      id,
      accountId: place.account.id,
      partition: "aws",
      region: place.region,
      type,
      title,
      description: `${title}.`,
      severity: { score, description: WORDS[score] },
      createdAt: inSeconds(foundAt),
      updatedAt: inSeconds(at),
      archived: false,
      ...more,
    },
  });
}

function bucketOf({ place, bucket, type }: InventedDataFinding): JsonObject {
  return {
    arn: `arn:aws:s3:::${bucket}`,
    name: bucket,
    createdAt: "2024-04-03T20:46:56.000Z",
    owner: { displayName: place.account.team, id: place.account.id.repeat(5) },
    tags: [{ key: "team", value: place.account.team }],
    defaultServerSideEncryption: { encryptionType: "AES256", kmsMasterKeyId: null },
    publicAccess: { effectivePermission: type.endsWith("S3BucketPublic") ? "PUBLIC" : "NOT_PUBLIC" },
    allowsUnencryptedObjectUploads: "TRUE",
  };
}
