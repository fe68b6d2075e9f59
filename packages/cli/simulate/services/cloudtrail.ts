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
  /** Left out, it is somebody of the account's team. */
  readonly by?: Caller | undefined;
  /** What differs from one event to the next: parameters, response, error. */
  readonly record: JsonObject;
}

/** Somebody who uses a role, the root user with a key of its own, or a service of AWS in the role that it made for itself. */
export type Caller = "operator" | "root" | { readonly service: string; readonly role: string };

const OPERATORS = ["alma", "bruno", "chidi", "dorota", "emre", "farah"];

export function apiCall(
  random: Random,
  { service, eventName, place, at, by = "operator", record }: Recorded,
): SimulatedEvent {
  return recorded(random, "AWS API Call via CloudTrail", service, place, at, {
    eventVersion: "1.11",
    ...callerOf(random, by, place, at),
    eventTime: inSeconds(at),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: place.region,
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

const COMMAND_LINE = "aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/linux#6.8";

function callerOf(random: Random, by: Caller, place: AccountRegion, at: Instant): JsonObject {
  if (by === "operator")
    return {
      userIdentity: roleSession(random, `${place.account.team}-operator`, random.pick(OPERATORS), place, at),
      sourceIPAddress: `192.0.2.${random.integer(1, 254)}`,
      userAgent: COMMAND_LINE,
    };
  if (by === "root")
    return {
      userIdentity: rootOf(random, place),
      sourceIPAddress: `203.0.113.${random.integer(1, 254)}`,
      userAgent: COMMAND_LINE,
    };
  const path = `aws-service-role/${by.service}/`;
  const userIdentity = roleSession(random, by.role, by.service.split(".")[0] ?? by.service, place, at, path);
  return {
    userIdentity: { ...userIdentity, invokedBy: by.service },
    sourceIPAddress: by.service,
    userAgent: by.service,
  };
}

function rootOf(random: Random, { account }: AccountRegion): JsonObject {
  return {
    type: "Root",
    principalId: account.id,
    arn: `arn:aws:iam::${account.id}:root`,
    accountId: account.id,
    accessKeyId: `AKIA${random.code(9)}EXAMPLE`,
  };
}

function roleSession(
  random: Random,
  role: string,
  session: string,
  { account }: AccountRegion,
  at: Instant,
  path = "",
): JsonObject {
  const principalId = `AROA${random.code(9)}EXAMPLE`;
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${session}`,
    accountId: account.id,
    accessKeyId: `ASIA${random.code(9)}EXAMPLE`,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId,
        arn: `arn:aws:iam::${account.id}:role/${path}${role}`,
        accountId: account.id,
        userName: role,
      },
      attributes: {
        creationDate: inSeconds(shift(at, -20 * MINUTE)),
        mfaAuthenticated: path === "" ? "true" : "false",
      },
    },
  };
}
