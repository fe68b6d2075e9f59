/**
 * Parameters with policies, the calls that set them, and the changes of parameters that have none.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import type { Random } from "../random.ts";
import { anyMoment, DAY, HOUR, MINUTE, moment } from "../timeline.ts";
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

interface Parameter {
  readonly place: AccountRegion;
  /** Hierarchical, so that it begins with a slash. */
  readonly name: string;
  readonly type: "String" | "StringList" | "SecureString";
}

const SETTINGS = [
  "database/endpoint",
  "feature-flags",
  "partner/api-token",
  "smtp/password",
  "tls/pinned-roots",
  "rate-limit",
];

export function simulateSsm(world: World): SimulatedEvent[] {
  return [
    ...repeated(scaled(world, 8), () => warnedTwice(world)),
    ...repeated(scaled(world, 2), () => deletedByPolicy(world)),
    ...keptByFailure(world),
    ...repeated(scaled(world, 6), () => changedAfterReminder(world)),
    ...repeated(scaled(world, 2), () => neverChanged(world)),
    ...repeated(scaled(world, 22), () => everydayChange(world)),
    ...repeated(scaled(world, 4), () => otherEvent(world)),
  ];
}

/**
 * 15 days ahead, and again the day after by its second policy. Then its owner sends a new value, and every second owner new policies
 * with it: a new value alone does not move the date.
 */
function warnedTwice(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const parameter = invented(world, "SecureString");
  const warnedAt = moment(timeline, 0.6 * random.fraction());
  const expiresAt = shift(warnedAt, 15 * DAY);
  const updatedAt = shift(warnedAt, random.integer(26, 60) * HOUR);
  const moved = JSON.stringify([expiration(shift(expiresAt, 365 * DAY)), notice("15"), notice("14")]);
  return [
    policyAction(random, parameter, "ExpirationNotification", warnedAt, notice("15")),
    policyAction(random, parameter, "ExpirationNotification", shift(warnedAt, DAY), notice("14")),
    put(random, parameter, updatedAt, random.chance(0.5) ? { policies: moved } : {}),
    change(random, parameter, "Update", shift(updatedAt, 1000)),
  ];
}

/** Nobody did, and the policy deleted it. */
function deletedByPolicy(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const parameter = invented(world, "SecureString");
  const warnedAt = moment(timeline, 0.3 * random.fraction());
  const expiresAt = shift(warnedAt, 3 * DAY);
  // Policies are enforced by scans, some time after the date.
  const deletedAt = shift(expiresAt, random.integer(5, 50) * MINUTE);
  return [
    policyAction(random, parameter, "ExpirationNotification", warnedAt, notice("3")),
    policyAction(random, parameter, "Expiration", deletedAt, expiration(expiresAt)),
    change(random, parameter, "Delete", shift(deletedAt, 2000)),
  ];
}

/** The policy could not do what it says: the parameter is still there. */
function keptByFailure(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const parameter = invented(world, "SecureString");
  const warnedAt = moment(timeline, 0.2);
  const expiresAt = shift(warnedAt, 3 * DAY);
  return [
    policyAction(random, parameter, "ExpirationNotification", warnedAt, notice("3")),
    policyAction(random, parameter, "Expiration", shift(expiresAt, 20 * MINUTE), expiration(expiresAt), "FAILURE"),
  ];
}

function changedAfterReminder(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const parameter = invented(world, "SecureString");
  const remindedAt = moment(timeline, 0.6 * random.fraction());
  return [
    policyAction(random, parameter, "NoChangeNotification", remindedAt, unchanged("90")),
    change(random, parameter, "Update", shift(remindedAt, random.integer(2, 60) * HOUR)),
  ];
}

function neverChanged(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  return [
    policyAction(
      random,
      invented(world, "String"),
      "NoChangeNotification",
      anyMoment(random, timeline),
      unchanged("180"),
    ),
  ];
}

function everydayChange(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const parameter = invented(world, random.pick(["String", "StringList", "SecureString"]));
  const operation = random.pick(["Create", "Update", "Update", "Update", "Delete"]);
  return [change(random, parameter, operation, anyMoment(random, timeline))];
}

/** What the same service says of things that are no parameters. */
function otherEvent(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const place = anyPlace(world);
  const instanceId = `i-${random.hex(17)}`;
  const commandId = random.uuid();
  return [
    envelope(random, {
      source: "aws.ssm",
      detailType: "EC2 Command Invocation Status-change Notification",
      place,
      at: anyMoment(random, timeline),
      resources: [`arn:aws:ec2:${place.region}:${place.account.id}:instance/${instanceId}`],
      detail: {
        "command-id": commandId,
        "document-name": "AWS-RunPatchBaseline",
        "instance-id": instanceId,
        "requested-date-time": timeline.start,
        status: "Success",
      },
    }),
  ];
}

function invented(world: World, type: Parameter["type"]): Parameter {
  const { random } = world;
  const place = anyPlace(world);
  const [, stage = "shared"] = place.account.name.split("-");
  const name = `/${place.account.team}/${stage}/${random.pick(SETTINGS)}-${random.integer(1, 99)}`;
  return { place, name, type };
}

function policyAction(
  random: Random,
  { place, name, type }: Parameter,
  policyType: "Expiration" | "ExpirationNotification" | "NoChangeNotification",
  at: Instant,
  policy: JsonObject,
  status: "SUCCESS" | "FAILURE" = "SUCCESS",
): SimulatedEvent {
  return envelope(random, {
    source: "aws.ssm",
    detailType: "Parameter Store Policy Action",
    place,
    at,
    resources: [arnOf({ place, name, type })],
    detail: {
      "parameter-name": name,
      "parameter-type": type,
      "policy-type": policyType,
      // Beyond the name and the policy's type nothing is documented; this is what EventBridge's schema registry shows.
      "policy-content": JSON.stringify(policy),
      "action-status": status,
    },
  });
}

function expiration(expiresAt: Instant): JsonObject {
  return { Type: "Expiration", Version: "1.0", Attributes: { Timestamp: expiresAt } };
}

function notice(beforeDays: string): JsonObject {
  return { Type: "ExpirationNotification", Version: "1.0", Attributes: { Before: beforeDays, Unit: "Days" } };
}

function unchanged(afterDays: string): JsonObject {
  return { Type: "NoChangeNotification", Version: "1.0", Attributes: { After: afterDays, Unit: "Days" } };
}

/** As CloudTrail records the call: the value is hidden. */
function put(random: Random, { place, name, type }: Parameter, at: Instant, more: JsonObject): SimulatedEvent {
  return apiCall(random, {
    service: "ssm",
    eventName: "PutParameter",
    place,
    at,
    record: {
      requestParameters: { name, type, value: "HIDDEN_DUE_TO_SECURITY_REASONS", overwrite: true, ...more },
      responseElements: { version: random.integer(2, 40), tier: "Advanced" },
    },
  });
}

function change(random: Random, parameter: Parameter, operation: string, at: Instant): SimulatedEvent {
  return envelope(random, {
    source: "aws.ssm",
    detailType: "Parameter Store Change",
    place: parameter.place,
    at,
    resources: [arnOf(parameter)],
    detail: { operation, name: parameter.name, type: parameter.type, description: "" },
  });
}

function arnOf({ place, name }: Parameter): string {
  return `arn:aws:ssm:${place.region}:${place.account.id}:parameter${name}`;
}
