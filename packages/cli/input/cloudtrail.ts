/**
 * CloudTrail's records as EventBridge would have delivered them.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
import { isObject, type JsonObject } from "@tocsin/core/text/json";

const detailTypes: Readonly<Record<string, string>> = {
  AwsApiCall: "AWS API Call via CloudTrail",
  AwsServiceEvent: "AWS Service Event via CloudTrail",
  AwsConsoleSignIn: "AWS Console Signin via CloudTrail",
  AwsConsoleAction: "AWS Console Action via CloudTrail",
  AwsCloudTrailInsight: "AWS Insight via CloudTrail",
  AwsVpceEvent: "AWS Network Activity Event via CloudTrail",
};

/**
 * A record is recognized by the three fields that every version of it has. An S3 notification has them too, but names
 * `aws:s3` where CloudTrail names the service's host.
 */
export function isCloudTrailRecord(value: JsonObject): boolean {
  return (
    typeof value.eventVersion === "string" &&
    typeof value.eventName === "string" &&
    typeof value.eventSource === "string" &&
    value.eventSource.includes(".") &&
    value["detail-type"] === undefined
  );
}

/**
 * The envelope around `record`. A field that the record lacks is left out, for `parseEvent` to name. The source is the
 * first label of the event source's host, which holds for every service of ours; a service whose EventBridge source
 * differs from its host would need an exception here.
 */
export function envelopeOf(record: JsonObject): JsonObject {
  const { userIdentity, eventSource } = record;
  const ownAccount = isObject(userIdentity) ? userIdentity.accountId : undefined;
  return {
    version: "0",
    id: record.eventID,
    "detail-type": detailTypeOf(record.eventType),
    source: typeof eventSource === "string" ? `aws.${eventSource.split(".", 1)[0]}` : undefined,
    // The account that the record was delivered to, as for an event; it differs from the caller's across accounts.
    account: record.recipientAccountId ?? ownAccount,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: record,
  };
}

/** Records older than the field are of API calls. */
function detailTypeOf(eventType: JsonObject[string]): string | undefined {
  if (eventType === undefined) return "AWS API Call via CloudTrail";
  return typeof eventType === "string" && Object.hasOwn(detailTypes, eventType) ? detailTypes[eventType] : undefined;
}
