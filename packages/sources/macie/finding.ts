/** `Macie Finding`: a bucket that became less protected, or data in an object that should not be there. */
import { hash } from "node:crypto";
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { consoleLink, partitionOf } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import { isMarkedAsSample, markedAsSample } from "../sample-mark.ts";
import type { MacieEvent, PolicyFinding, SensitiveDataFinding } from "./schema.ts";

type MacieFinding = MacieEvent["detail"];

export function observeFinding(event: MacieEvent): Observed {
  const { detail } = event;
  if (detail.category === "CLASSIFICATION" && isOfNothing(detail)) return { ignored: "nothing-found" };
  const sample = detail.sample === true || isMarkedAsSample(detail.title);
  const { attributes, summary, title, ...about } =
    detail.category === "POLICY" ? aboutPolicy(detail) : aboutSensitiveData(detail);
  const said = {
    ...about,
    reporter: "macie",
    at: detail.updatedAt,
    eventId: detail.id,
    since: parseInstant(detail.createdAt),
    count: detail.count ?? undefined,
    title: sample ? markedAsSample(title) : title,
    resource: detail.resourcesAffected.s3Bucket.arn,
    link: findingLink(detail),
    attributes: {
      findingType: detail.type,
      bucketPublicAccess: detail.resourcesAffected.s3Bucket.publicAccess?.effectivePermission ?? undefined,
      key: detail.resourcesAffected.s3Bucket.defaultServerSideEncryption?.kmsMasterKeyId || undefined,
      count: detail.count ?? undefined,
      sample: sample || undefined,
      ...attributes,
    },
  };
  // Macie never reports that a problem is solved: a finding ends when somebody archives it, and its event shows that only when it recurs.
  if (detail.archived === true) {
    const archived = `The finding ${detail.type} is archived in Macie.`;
    return [cleared(event, { ...said, summary: archived, scope: "reporter", because: "archived" })];
  }
  return [active(event, { ...said, summary, severity: sample ? "INFORMATIONAL" : detail.severity })];
}

/**
 * Macie keeps a record in S3 for each object that it analyzed or skipped: it has the fields of a finding, but usually no finding.
 * https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html
 */
function isOfNothing({ classificationDetails }: SensitiveDataFinding): boolean {
  const { status, sensitiveData, customDataIdentifiers } = classificationDetails?.result ?? {};
  if (!status || customDataIdentifiers?.totalCount) return false;
  return (sensitiveData ?? []).every(({ totalCount, detections }) => !totalCount && !detections?.length);
}

/** Such a finding recurs with the same id and a higher count. */
function aboutPolicy(detail: PolicyFinding) {
  const { arn, name } = detail.resourcesAffected.s3Bucket;
  return {
    identity: { condition: "bucket-posture", ...locationOf(detail), resource: "", discriminator: detail.id } as const,
    // Macie's title says "the S3 bucket".
    title: `${detail.title || detail.type}: ${name || arn}`,
    summary: `Macie reports ${detail.type} on ${arn}.`,
    attributes: {},
  };
}

/** Each scan of an object makes a finding with a new id, so the object and the finding's type identify the alert. */
function aboutSensitiveData(detail: SensitiveDataFinding) {
  const { s3Bucket, s3Object } = detail.resourcesAffected;
  const { arn, name } = s3Bucket;
  const kinds = kindsOf(detail);
  const occurrences = occurrencesOf(detail);
  const counted = occurrences === 0 ? "" : `${occurrences} occurrence${occurrences === 1 ? "" : "s"} of `;
  return {
    identity: {
      condition: "sensitive-data",
      ...locationOf(detail),
      resource: arn,
      discriminator: objectDiscriminator(s3Object.key, s3Object.versionId, detail.type),
    } as const,
    // Macie's title is not used, since nothing guarantees that it never names the object.
    title: sensitiveDataTitle(detail.type, name || arn),
    summary: `Macie found ${counted}sensitive data in an object of ${arn}${kinds === "" ? "" : `: ${kinds}`}.`,
    attributes: { kinds: kinds || undefined, occurrences: occurrences || undefined },
  };
}

/** A member's finding may reach its administrator's bus too: only the finding's fields show its account. */
function locationOf({ partition, accountId, region }: MacieFinding) {
  return { partition: partition ?? partitionOf(region), account: accountId, region };
}

const DISCRIMINATOR_LENGTH = 16;

/** The object's key can be personal ("invoices/jane.doe.pdf"), so only its hash is kept. */
export function objectDiscriminator(key: string, versionId: string | null | undefined, type: string): string {
  return hash("sha256", JSON.stringify([key, versionId ?? "", type]), "hex").slice(0, DISCRIMINATOR_LENGTH);
}

/** For `SensitiveData:S3Object/Personal` it says `Personal`. */
export function sensitiveDataTitle(type: string, bucket: string): string {
  return `Sensitive data (${type.slice(type.lastIndexOf("/") + 1)}) in bucket ${bucket}`;
}

/** Shorter than the limit of an attribute, so that no name is cut in the middle. */
const KINDS_LIMIT = 180;
/** Names of managed data identifiers, such as USA_SOCIAL_SECURITY_NUMBER: nothing else is kept, since it could be the data itself. */
const KIND = /^[A-Z][A-Z0-9_]{0,99}$/;

function kindsOf({ classificationDetails }: SensitiveDataFinding): string {
  const { sensitiveData, customDataIdentifiers } = classificationDetails?.result ?? {};
  const kinds = new Set<string>();
  for (const { detections } of sensitiveData ?? []) {
    for (const { type } of detections ?? []) if (type && KIND.test(type)) kinds.add(type);
  }
  // The names of an organization's custom identifiers are private.
  if (customDataIdentifiers?.totalCount) kinds.add("CUSTOM_IDENTIFIER");
  let text = "";
  for (const kind of kinds) {
    const longer = text === "" ? kind : `${text},${kind}`;
    if (longer.length > KINDS_LIMIT) break;
    text = longer;
  }
  return text;
}

function occurrencesOf({ classificationDetails }: SensitiveDataFinding): number {
  const { sensitiveData, customDataIdentifiers } = classificationDetails?.result ?? {};
  const managed = (sensitiveData ?? []).reduce((sum, { totalCount }) => sum + (totalCount ?? 0), 0);
  return managed + (customDataIdentifiers?.totalCount ?? 0);
}

export function findingLink({ region, id }: Pick<MacieFinding, "region" | "id">): string | undefined {
  const fragment = `#findings?macros=current&itemId=${encodeURIComponent(id.toWellFormed())}`;
  return consoleLink(region, `/macie/home?region=${region}${fragment}`);
}
