/** What is said about whom something is shared with, and what ends it. */
import { active, cleared, type Observation, type Observed, remark } from "@tocsin/core/alert/observation";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { ofSubject, recordedCall, serviceBehind } from "../caller.ts";
import { type Grantee, keyOf, wordsFor } from "./grantee.ts";
import { about, nameOf, type Shared } from "./resource.ts";
import type { Call } from "./schema.ts";

/** For so long the use of a snapshot is taken to follow from the call that shared it. */
const USED_WITHIN_DAYS = 30;

const BACKUP = "backup.amazonaws.com";

/**
 * Why the call is no more than routine, where it is. GuardDuty shares the snapshots that it scans with an account of its own; AWS Backup
 * copies within an organization alone. AWS itself writes what this goes by.
 * https://docs.aws.amazon.com/guardduty/latest/ug/slr-permissions-malware-protection.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
 */
function routineIn({ userIdentity }: Call["detail"]): string | undefined {
  const service = serviceBehind({ userIdentity });
  if (service !== undefined) return `${service} made the call by itself`;
  const invokedBy = isObject(userIdentity) ? userIdentity.invokedBy : undefined;
  return invokedBy === BACKUP
    ? "AWS Backup made the call, and copies to accounts of the organization alone"
    : undefined;
}

const conditionOf = ({ kind }: Shared) => (kind === "image" ? "image-exposure" : "snapshot-exposure");

/** Of a call that adds and removes some: whom else the thing is shared with, it does not say. */
export function grantsChanged(
  event: Call,
  shared: Shared,
  { added, removed }: { readonly added: readonly Grantee[]; readonly removed: readonly Grantee[] },
): Observed {
  const others = added.filter((grantee) => isOther(grantee, shared));
  const observations = [
    ...others.map((grantee) => exposed(event, shared, grantee)),
    ...others.flatMap((grantee) => sharedBy(event, shared, grantee)),
    ...removed.filter((grantee) => isOther(grantee, shared)).map((grantee) => withdrawn(event, shared, grantee)),
  ];
  return observations.length > 0 ? observations : { ignored: "informational" };
}

export function isOther(grantee: Grantee, { account }: Shared): boolean {
  return grantee.to !== "account" || grantee.account !== account;
}

/** Each is heard by itself, so that whoever loses the access to it does not end what is said of others. */
function heardOf(event: Call, shared: Shared, subject: string) {
  const call = recordedCall(event.detail, shared.account, routineIn(event.detail));
  return { ...about(conditionOf(shared), shared), ...call, ...ofSubject(event, call, subject) };
}

function exposed(event: Call, shared: Shared, grantee: Grantee): Observation {
  const isRoutine = routineIn(event.detail) !== undefined;
  return active(event, {
    ...heardOf(event, shared, keyOf(grantee)),
    severity: isRoutine ? "INFORMATIONAL" : severityOf(grantee),
    title: `${nameOf(shared)} is shared with ${wordsFor(grantee)}`,
    summary: `${nameOf(shared)} was shared with ${wordsFor(grantee)}. ${meaningOf(grantee, shared)}`,
    remedy: remedyFor(shared),
    attributes: attributesFor(shared, [grantee]),
  });
}

function severityOf({ to }: Grantee) {
  return ({ everyone: "CRITICAL", account: "HIGH", organization: "MEDIUM" } as const)[to];
}

/**
 * Encrypted ones can never be public, and ones under AWS's own key not be shared at all; whether any other is encrypted is in no record.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
 */
function meaningOf({ to }: Grantee, { kind }: Shared): string {
  switch (to) {
    case "everyone":
      return kind === "image"
        ? "Every AWS account can launch it and read what is on its disks, which are not encrypted: others cannot be public."
        : "Every AWS account can copy it and read what is in it, which is not encrypted: others cannot be public.";
    case "account":
      return "If it is encrypted, the account can read it only with the right to use its key: no record says whether it is, or has that right.";
    case "organization":
      return "Whether the organization is yours is not known here.";
  }
}

function attributesFor({ kind }: Shared, grantees: readonly Grantee[]) {
  const accounts = grantees.flatMap((grantee) => (grantee.to === "account" ? [grantee.account] : []));
  const organizations = grantees.flatMap((grantee) => (grantee.to === "organization" ? [grantee.organization] : []));
  const isPublic = grantees.some(({ to }) => to === "everyone");
  const to = { everyone: "everyone", account: "accounts", organization: "confined" } as const;
  return {
    resourceType: kind === "image" ? undefined : kind,
    exposedTo: [...new Set(grantees.map((grantee) => to[grantee.to]))],
    foreignAccounts: accounts,
    organizations,
    encrypted: isPublic ? false : undefined,
  };
}

function remedyFor({ kind, id }: Shared): string {
  switch (kind) {
    case "ebs-snapshot":
      return `Find out who that is. If they are not to have the snapshot: \`aws ec2 reset-snapshot-attribute --snapshot-id ${id} --attribute createVolumePermission\` shares it with nobody. A copy that was made of it stays: change what secrets the disk holds.`;
    case "image":
      return `Find out who that is. If they are not to have the image: \`aws ec2 reset-image-attribute --image-id ${id} --attribute launchPermission\` shares it with nobody. A copy that was made of it stays: change what secrets its disks hold.`;
    case "db-snapshot":
      return `Find out who that is. If they are not to have the snapshot, take it out with \`aws rds modify-db-snapshot-attribute --attribute-name restore --values-to-remove\`. A copy that was made of it stays.`;
    case "db-cluster-snapshot":
      return `Find out who that is. If they are not to have the snapshot, take it out with \`aws rds modify-db-cluster-snapshot-attribute --attribute-name restore --values-to-remove\`. A copy that was made of it stays.`;
  }
}

/** Who shared it is behind what the account does with it, which EC2 reports without a name. */
function sharedBy(event: Call, shared: Shared, grantee: Grantee): readonly Observation[] {
  if (shared.kind !== "ebs-snapshot" || grantee.to !== "account") return [];
  const { detail } = event;
  const until = shift(detail.eventTime, USED_WITHIN_DAYS * MILLISECONDS_PER_DAY);
  return [
    remark(event, {
      ...about("snapshot-use", shared, grantee.account),
      ...recordedCall(detail, shared.account, routineIn(detail)),
      effect: "attributed",
      takesEffect: { from: detail.eventTime, until },
      summary: `The snapshot was shared with ${wordsFor(grantee)}.`,
    }),
  ];
}

function withdrawn(event: Call, shared: Shared, grantee: Grantee): Observation {
  return cleared(event, {
    ...heardOf(event, shared, keyOf(grantee)),
    scope: "reporter",
    because: "fixed",
    title: `${nameOf(shared)} is not shared with ${wordsFor(grantee)}`,
    summary: `${nameOf(shared)} is not shared with ${wordsFor(grantee)} any more.`,
  });
}

/** Somebody was given access, or lost it, and the record does not say who: in doubt it was given. */
export function grantsUnread(event: Call, shared: Shared): Observed {
  return [
    active(event, {
      ...heardOf(event, shared, "unread"),
      severity: "HIGH",
      title: `${nameOf(shared)} may be shared`,
      summary: `CloudTrail's record of ${event.detail.eventName} does not show whom ${nameOf(shared)} was shared with.`,
      remedy: remedyFor(shared),
      attributes: { resourceType: shared.kind === "image" ? undefined : shared.kind, unread: true },
    }),
  ];
}

/** Of a call whose record lists all whom the thing is shared with. */
export function sharedWith(event: Call, shared: Shared, all: readonly Grantee[]): Observed {
  const { detail } = event;
  const others = all.filter((grantee) => isOther(grantee, shared));
  const worst = others.find(({ to }) => to === "everyone") ?? others[0];
  if (worst === undefined)
    return withdrawnFromAll(event, shared, { because: "fixed", did: "is shared with nobody any more" });
  const routine = routineIn(detail);
  const whom = worst.to === "everyone" ? "everyone" : inWords(others.map(wordsFor));
  return [
    active(event, {
      ...about(conditionOf(shared), shared),
      ...recordedCall(detail, shared.account, routine),
      severity: routine === undefined ? severityOf(worst) : "INFORMATIONAL",
      title: `${nameOf(shared)} is shared with ${whom}`,
      summary: `${nameOf(shared)} is shared with ${whom}. ${meaningOf(worst, shared)}`,
      remedy: remedyFor(shared),
      attributes: attributesFor(shared, others),
    }),
  ];
}

const NAMED = 5;

function inWords(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(", ")} and ${more} more` : names.join(", ");
}

export function withdrawnFromAll(
  event: Call,
  shared: Shared,
  { because, did }: { readonly because: "fixed" | "deleted"; readonly did: string },
): Observed {
  return [
    cleared(event, {
      ...about(conditionOf(shared), shared),
      ...recordedCall(event.detail, shared.account),
      scope: "condition",
      because,
      title: `${nameOf(shared)} ${because === "deleted" ? "is gone" : "is shared with nobody"}`,
      summary: `${nameOf(shared)} ${did}.`,
    }),
  ];
}
