/**
 * CloudTrail's records in EventBridge's envelope.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import type { Random } from "../random.ts";
import { inSeconds, MINUTE } from "../timeline.ts";
import { type AccountRegion, envelope, type SimulatedEvent } from "./envelope.ts";

interface Recorded {
  readonly service: string;
  readonly eventName: string;
  readonly place: AccountRegion;
  readonly at: Instant;
  /** What differs from one event to the next: parameters, response, error. */
  readonly record: JsonObject;
}

const OPERATORS = ["alma", "bruno", "chidi", "dorota", "emre", "farah"];

/** A call by somebody of the account's team. */
export function apiCall(random: Random, { service, eventName, place, at, record }: Recorded): SimulatedEvent {
  return recorded(random, "AWS API Call via CloudTrail", service, place, at, {
    eventVersion: "1.11",
    userIdentity: operator(random, place, at),
    eventTime: inSeconds(at),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: place.region,
    sourceIPAddress: `192.0.2.${random.integer(1, 254)}`,
    userAgent: "aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/linux#6.8",
    requestParameters: null,
    responseElements: null,
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: place.account.id,
    eventCategory: "Management",
    ...record,
  });
}

/** What a service did by itself: nobody's request, so neither parameters nor response. */
export function serviceEvent(random: Random, { service, eventName, place, at, record }: Recorded): SimulatedEvent {
  const host = `${service}.amazonaws.com`;
  return recorded(random, "AWS Service Event via CloudTrail", service, place, at, {
    eventVersion: "1.11",
    userIdentity: { accountId: place.account.id, invokedBy: host },
    eventTime: inSeconds(at),
    eventSource: host,
    eventName,
    awsRegion: place.region,
    sourceIPAddress: host,
    userAgent: host,
    requestParameters: null,
    responseElements: null,
    eventID: random.uuid(),
    readOnly: false,
    eventType: "AwsServiceEvent",
    managementEvent: true,
    recipientAccountId: place.account.id,
    eventCategory: "Management",
    ...record,
  });
}

function recorded(
  random: Random,
  detailType: string,
  service: string,
  place: AccountRegion,
  at: Instant,
  detail: JsonObject,
): SimulatedEvent {
  return envelope(random, { source: `aws.${service}`, detailType, place, at, detail });
}

function operator(random: Random, { account }: AccountRegion, at: Instant): JsonObject {
  const name = random.pick(OPERATORS);
  const role = `${account.team}-operator`;
  const principalId = `AROA${random.code(9)}EXAMPLE`;
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${name}`,
    arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${name}`,
    accountId: account.id,
    accessKeyId: `ASIA${random.code(9)}EXAMPLE`,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId,
        arn: `arn:aws:iam::${account.id}:role/${role}`,
        accountId: account.id,
        userName: role,
      },
      attributes: { creationDate: inSeconds(shift(at, -20 * MINUTE)), mfaAuthenticated: "true" },
    },
  };
}
