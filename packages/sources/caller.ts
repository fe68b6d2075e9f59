/**
 * Who made a call, by the `userIdentity` of its record. Any field of it may be missing: whatever cannot be read is left out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
import type { Actor, ActorKind } from "@tocsin/core/alert/actor";
import { parseArn } from "@tocsin/core/event/arn";
import type { Instant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { recorded, recordIdIn } from "./cloudtrail.ts";

type Fields = Readonly<Record<string, unknown>>;

interface CallRecord {
  readonly eventName: string;
  readonly eventTime: Instant;
  readonly eventID?: unknown;
  readonly userIdentity?: unknown;
  readonly sourceIPAddress?: unknown;
}

/**
 * The fields that all statements about a call share: when it was made, the record's id, and who made it.
 * @param account the one in which the call had its effect.
 * @param routine if the call is only routine, the reason.
 */
export function recordedCall(record: CallRecord, account: string, routine?: string) {
  return { ...recorded(record), actor: actorOf(record, account, routine) };
}

/** For a statement about one subject of an alert: one record may name several subjects, and each statement needs its own id. */
export function ofSubject(
  { id }: { readonly id: string },
  { eventId = id }: { readonly eventId?: string | undefined },
  subject: string,
) {
  return { subject, eventId: `${eventId}/${subject}` };
}

function actorOf(record: CallRecord, account: string, routine: string | undefined): Actor | undefined {
  const identity: Fields = isObject(record.userIdentity) ? record.userIdentity : {};
  const kind = kindOf(textIn(identity, "type"), identity);
  const name = nameOf(kind, identity);
  if (name === undefined) return undefined;
  const own = textIn(identity, "accountId") ?? issuerText(identity, "accountId");
  return {
    kind,
    name,
    session: kind === "role" ? sessionIn(identity) : undefined,
    account: own,
    isForeign: own !== undefined && own !== account && kind !== "service" ? true : undefined,
    sourceAddress: textOf(record.sourceIPAddress),
    call: record.eventName,
    at: record.eventTime,
    recordId: recordIdIn(record.eventID),
    routine,
  };
}

const kinds: Readonly<Record<string, ActorKind>> = {
  Root: "root",
  IAMUser: "user",
  AssumedRole: "role",
  Role: "role",
  FederatedUser: "federated",
  IdentityCenterUser: "federated",
  SAMLUser: "federated",
  WebIdentityUser: "federated",
  Directory: "federated",
  AWSService: "service",
};

function kindOf(type: string | undefined, identity: Fields): ActorKind {
  const kind = type !== undefined && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  // If a service acts by itself, the record has no type.
  return kind ?? (type === undefined && textIn(identity, "invokedBy") !== undefined ? "service" : "unknown");
}

function nameOf(kind: ActorKind, identity: Fields): string | undefined {
  const last = parseArn(textIn(identity, "arn") ?? "")?.resource.split("/");
  switch (kind) {
    case "root":
      return "root";
    case "role":
      // `assumed-role/<role>/<session>`; the issuer only has the role.
      return issuerText(identity, "userName") ?? last?.at(1) ?? textIn(identity, "principalId");
    case "service":
      return textIn(identity, "invokedBy");
    case "user":
    case "federated":
    case "unknown":
      return (
        textIn(identity, "userName") ??
        last?.at(-1) ??
        textIn(identity, "principalId") ??
        textIn(identity, "accountId") ??
        textIn(identity, "invokedBy")
      );
    default:
      return kind satisfies never;
  }
}

/** The last part of the ARN, and of the principal's id. */
function sessionIn(identity: Fields): string | undefined {
  const parts = parseArn(textIn(identity, "arn") ?? "")?.resource.split("/");
  if (parts?.[0] === "assumed-role" && parts.length > 2) return parts.slice(2).join("/");
  const [, session] = (textIn(identity, "principalId") ?? "").split(":");
  return session || undefined;
}

/**
 * The AWS service that made the call by itself, or in its service-linked role; none if a person or one of the organization's own roles did.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export function serviceBehind({ userIdentity }: Pick<CallRecord, "userIdentity">): string | undefined {
  if (!isObject(userIdentity)) return undefined;
  if (kindOf(textIn(userIdentity, "type"), userIdentity) === "service") return textIn(userIdentity, "invokedBy");
  const issuer = parseArn(issuerText(userIdentity, "arn") ?? "")?.resource.split("/") ?? [];
  return issuer[0] === "role" && issuer[1] === "aws-service-role" ? issuer[2] : undefined;
}

function issuerText(identity: Fields, name: string): string | undefined {
  const context = identity.sessionContext;
  const issuer = isObject(context) ? context.sessionIssuer : undefined;
  return isObject(issuer) ? textIn(issuer, name) : undefined;
}

function textIn(value: Fields, name: string): string | undefined {
  return textOf(value[name]);
}

const TEXT_LIMIT = 1200;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, TEXT_LIMIT) : undefined;
}
