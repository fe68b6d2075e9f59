/**
 * Observations about whom a bucket's ACL lets in. A call gives the ACL as a canned ACL, as headers or as a document.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { ofSubject, recordedCall } from "../caller.ts";
import { fieldAt, textAt, textsIn } from "../details.ts";
import { ACL_REPORTER, about, type Bucket } from "./bucket.ts";
import { type Whom, whoms } from "./policy.ts";
import type { Call, Parameters } from "./schema.ts";

/** Whom an ACL lets in besides the owner. */
export interface Granted {
  readonly everyone: boolean;
  /** Canonical ids of users, and addresses: their accounts are unknown, and may even be the owner's own. */
  readonly others: readonly string[];
}

/** Canned ACLs that let in everyone; all others let in the owner and AWS services. */
const PUBLIC = new Set(["public-read", "public-read-write", "authenticated-read"]);
/** Everyone, and everyone who has any AWS account. */
const STRANGERS = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;
/** The canonical id of CloudFront, which writes logs. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html */
const LOG_DELIVERY = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0";

export const GRANT_HEADERS = ["read", "write", "read-acp", "write-acp", "full-control"].map(
  (what) => `x-amz-grant-${what}`,
);

/** Nothing if the parameters contain no ACL. */
export function grantedBy(parameters: Parameters): Granted | undefined {
  const canned = textsIn(oneOrMore(parameters["x-amz-acl"]));
  const headers = [parameters, fieldAt(parameters, "accessControlList")].flatMap((place) =>
    GRANT_HEADERS.flatMap((header) => textsIn(oneOrMore(fieldAt(place, header)))),
  );
  const document = parameters.AccessControlPolicy;
  if (canned.length === 0 && headers.length === 0 && fieldAt(document, "AccessControlList") === undefined)
    return undefined;
  const owner = textAt(document, "Owner", "ID");
  const grants = oneOrMore(fieldAt(document, "AccessControlList", "Grant"));
  const grantees = [
    ...headers.flatMap(granteesIn),
    ...grants.flatMap((grant) => ["URI", "ID", "EmailAddress"].map((name) => textAt(grant, "Grantee", name))),
  ].filter((grantee) => grantee !== "" && grantee !== owner && grantee !== LOG_DELIVERY);
  return {
    everyone: canned.some((name) => PUBLIC.has(name)) || grantees.some((grantee) => STRANGERS.test(grantee)),
    // Other groups belong to AWS services.
    others: [...new Set(grantees.filter((grantee) => !grantee.includes("/groups/")))],
  };
}

function oneOrMore(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}

/** `uri="http://…/AllUsers", id="…"` */
function granteesIn(header: string): readonly string[] {
  return header
    .split(",")
    .flatMap((part) => /^\s*(?:uri|id|emailAddress)\s*=\s*"?([^"]*)"?\s*$/i.exec(part)?.[1] ?? []);
}

function said(event: Call, bucket: Bucket, whom: Whom) {
  const call = recordedCall(event.detail, bucket.account);
  return { ...about("bucket-exposure", bucket, ACL_REPORTER), ...call, ...ofSubject(event, call, whom) };
}

const REMEDY = "Revoke the grants: `aws s3api put-bucket-acl --acl private`. Then find out who used them meanwhile.";

/** An ACL replaces the former one. */
export function aclPut(event: Call, bucket: Bucket, granted: Granted | undefined): Observed {
  if (granted === undefined) return [aclUnread(event, bucket)];
  const { everyone, others } = granted;
  return [
    everyone
      ? active(event, {
          ...said(event, bucket, "everyone"),
          severity: "CRITICAL",
          title: `Bucket ${bucket.name} is open to everyone`,
          summary: "The bucket's ACL lets in everyone, or everyone who has an AWS account.",
          remedy: REMEDY,
          attributes: { by: "acl", exposedTo: "everyone" },
        })
      : closed(event, bucket, "everyone"),
    others.length > 0
      ? active(event, {
          ...said(event, bucket, "others"),
          severity: "MEDIUM",
          title: `Bucket ${bucket.name} is granted to another user`,
          summary: `The bucket's ACL lets in ${others.length === 1 ? "a user" : `${others.length} users`} by canonical ids or addresses, which may be another account's.`,
          remedy: REMEDY,
          attributes: { by: "acl", exposedTo: "accounts", grantees: others.filter((one) => !one.includes("@")) },
        })
      : closed(event, bucket, "others"),
  ];
}

export function aclClosed(event: Call, bucket: Bucket): Observed {
  return whoms.map((whom) => closed(event, bucket, whom));
}

export function publicAclIgnored(event: Call, bucket: Bucket): Observation {
  return closed(event, bucket, "everyone");
}

function closed(event: Call, bucket: Bucket, whom: Whom): Observation {
  return cleared(event, {
    ...said(event, bucket, whom),
    scope: "reporter",
    because: "fixed",
    title: `Bucket ${bucket.name} is open to ${whom === "everyone" ? "no stranger" : "nobody else"} by its grants`,
    summary: `The bucket's ACL lets in ${whom === "everyone" ? "no strangers" : "no other account"}.`,
  });
}

function aclUnread(event: Call, bucket: Bucket): Observation {
  return active(event, {
    ...said(event, bucket, "others"),
    severity: "HIGH",
    title: `Bucket ${bucket.name} may be open to others`,
    summary: "The bucket has a new ACL, which cannot be read from CloudTrail's record.",
    remedy: REMEDY,
    attributes: { by: "acl", unread: true },
  });
}
