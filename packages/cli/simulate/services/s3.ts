/** Buckets that are opened, replicated and encrypted otherwise, as CloudTrail records it. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { DAY, HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import type { AccountRegion, SimulatedEvent, World } from "./envelope.ts";

export function simulateS3(world: World): SimulatedEvent[] {
  return [...publicWebsite(world), ...replicated(world), ...withoutKms(world), ...cleanedUp(world)];
}

/** For a page that was to be shown to a customer, the block goes first, then the policy comes: it is deleted half a day later, and the block is back the next day. */
function publicWebsite({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "storefront-staging"), region: "eu-central-1" };
  const name = `storefront-preview-${random.hex(6)}`;
  const at = moment(timeline, 0.64);
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${name}/*` }];
  return [
    bucketCall(random, place, name, "DeleteBucketPublicAccessBlock", at, { publicAccessBlock: "" }),
    bucketCall(random, place, name, "PutBucketPolicy", shift(at, 2 * MINUTE), {
      bucketPolicy: { Version: "2012-10-17", Statement },
      policy: "",
    }),
    bucketCall(random, place, name, "DeleteBucketPolicy", shift(at, 10 * HOUR), { policy: "" }),
    bucketCall(random, place, name, "PutBucketPublicAccessBlock", shift(at, 30 * HOUR), {
      publicAccessBlock: "",
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  ];
}

/** A copy for the partner's account, and nobody has said since whether it is to last. */
function replicated({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "logistics-prod"), region: "us-east-1" };
  const name = `logistics-manifests-${random.hex(6)}`;
  const partner = `9${random.digits(11)}`;
  return [
    bucketCall(random, place, name, "PutBucketReplication", moment(timeline, 0.52), {
      replication: "",
      ReplicationConfiguration: {
        Role: `arn:aws:iam::${place.account.id}:role/replicate-manifests`,
        Rule: {
          Status: "Enabled",
          Priority: 0,
          Destination: { Bucket: "arn:aws:s3:::partner-inbox", Account: partner },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } },
        },
      },
    }),
  ];
}

function withoutKms({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "datalake-prod"), region: "eu-west-1" };
  const name = `datalake-landing-${random.hex(6)}`;
  const byKms = (SSEAlgorithm: string) => ({
    encryption: "",
    ServerSideEncryptionConfiguration: { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm } } },
  });
  const at = moment(timeline, 0.25);
  return [
    bucketCall(random, place, name, "DeleteBucketEncryption", at, { encryption: "" }),
    bucketCall(random, place, name, "PutBucketEncryption", shift(at, DAY), byKms("aws:kms")),
  ];
}

/** A tool takes down a bucket: what protects it goes first, which is no news once the bucket is gone. */
function cleanedUp({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "research-sandbox"), region: "us-east-1" };
  const name = `trial-results-${random.hex(6)}`;
  const at = moment(timeline, 0.43);
  return [
    bucketCall(random, place, name, "DeleteBucketPublicAccessBlock", at, { publicAccessBlock: "" }),
    bucketCall(random, place, name, "DeleteBucket", shift(at, 4000), {}),
  ];
}

function bucketCall(
  random: Random,
  place: AccountRegion,
  name: string,
  eventName: string,
  at: Instant,
  parameters: JsonObject,
): SimulatedEvent {
  return apiCall(random, {
    service: "s3",
    eventName,
    place,
    at,
    record: {
      requestParameters: { bucketName: name, Host: `${name}.s3.${place.region}.amazonaws.com`, ...parameters },
      additionalEventData: { httpStatusCode: 204 },
      resources: [{ accountId: place.account.id, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${name}` }],
    },
  });
}
