/** Observations about whom something is shared with, and about the end of that. */
import { active, cleared, type Observation, type Observed, remark } from "@tocsin/core/alert/observation";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { ofSubject, recordedCall, serviceBehind } from "../caller.ts";
import { type Grantee, keyOf, wordsFor } from "./grantee.ts";
import { about, nameOf, type Shared } from "./resource.ts";
import type { Call } from "./schema.ts";

/** The use of a snapshot within this time is attributed to the call that shared it. */
const USED_WITHIN_DAYS = 30;

const BACKUP = "backup.amazonaws.com";

/**
 * If the call is only routine, the reason. GuardDuty shares the snapshots that it scans with an account of its own; AWS Backup copies only
 * within an organization. This depends only on fields that AWS itself writes.
 * https://docs.aws.amazon.com/guardduty/latest/ug/slr-permissions-malware-protection.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
 */
function routineIn({ userIdentity }: Call["detail"]): string | undefined {
  const service = serviceBehind({ userIdentity });
  if (service !== undefined) return `${service} made the call by itself`;
  const invokedBy = isObject(userIdentity) ? userIdentity.invokedBy : undefined;
  return invokedBy === BACKUP ? "AWS Backup made the call, and copies only to accounts of the organization" : undefined;
}

const conditionOf = ({ kind }: Shared) => (kind === "image" ? "image-exposure" : "snapshot-exposure");

/** For a call that adds and removes grantees, and does not name the others. */
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

/** Each grantee is a subject, so that the end of one's access does not end the alert about others. */
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
 * An encrypted snapshot can never be public, and one under an AWS managed key cannot be shared at all; no record shows whether another is
 * encrypted.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
 */
function meaningOf({ to }: Grantee, { kind }: Shared): string {
  switch (to) {
    case "everyone":
      return kind === "image"
        ? "Every AWS account can launch it and read its disks, which are not encrypted: an encrypted image cannot be public."
        : "Every AWS account can copy it and read its data, which is not encrypted: an encrypted snapshot cannot be public.";
    case "account":
      return "If it is encrypted, the account can read it only with permission to use its key: no record shows whether it is encrypted, or whether the account has that permission.";
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
      return `Find out who that is. If they must not have the snapshot: \`aws ec2 reset-snapshot-attribute --snapshot-id ${id} --attribute createVolumePermission\` shares it with nobody. A copy that was made of it stays: replace any secrets on the disk.`;
    case "image":
      return `Find out who that is. If they must not have the image: \`aws ec2 reset-image-attribute --image-id ${id} --attribute launchPermission\` shares it with nobody. A copy that was made of it stays: replace any secrets on its disks.`;
    case "db-snapshot":
      return `Find out who that is. If they must not have the snapshot, remove them with \`aws rds modify-db-snapshot-attribute --attribute-name restore --values-to-remove\`. A copy that was made of it stays.`;
    case "db-cluster-snapshot":
      return `Find out who that is. If they must not have the snapshot, remove them with \`aws rds modify-db-cluster-snapshot-attribute --attribute-name restore --values-to-remove\`. A copy that was made of it stays.`;
  }
}

/** Attributes the account's later use of the snapshot to the caller who shared it, since EC2 reports that use without a name. */
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

/** The call gave or removed access, and the record does not say whose: in doubt it gave access. */
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

/** For a call whose record lists all grantees. */
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
