/** Observations about whom a bucket's policy lets in. */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { parse } from "@tocsin/core/text/parse";
import { ofSubject, recordedCall } from "../caller.ts";
import { exposureOf } from "../resource-policy/exposure.ts";
import { policyField } from "../resource-policy/policy.ts";
import { about, type Bucket, POLICY_REPORTER } from "./bucket.ts";
import type { Call, Parameters } from "./schema.ts";

/** Everyone, and those whom a policy or an ACL names: a block of public access stops the former only. */
export const whoms = ["everyone", "others"] as const;
export type Whom = (typeof whoms)[number];

function said(event: Call, bucket: Bucket, whom: Whom) {
  const call = recordedCall(event.detail, bucket.account);
  return { ...about("bucket-exposure", bucket, POLICY_REPORTER), ...call, ...ofSubject(event, call, whom) };
}

/** A policy replaces the former one, so it says everything. S3 accepted it: a policy that cannot be read here may open the bucket. */
export function policyPut(event: Call, bucket: Bucket, parameters: Parameters): Observed {
  const { bucketPolicy, policy } = parameters;
  const parsed = parse(policyField, bucketPolicy ?? policy);
  if (!parsed.ok) return [policyUnread(event, bucket)];
  const exposure = exposureOf(parsed.value, bucket.account);
  switch (exposure.to) {
    case "everyone":
      return [
        active(event, {
          ...said(event, bucket, "everyone"),
          severity: "CRITICAL",
          title: `Bucket ${bucket.name} is open to everyone`,
          summary: "The bucket's policy lets in everyone, and no condition confines it.",
          attributes: { by: "policy", exposedTo: "everyone" },
        }),
        closed(event, bucket, "others"),
      ];
    case "accounts":
      return [
        active(event, {
          ...said(event, bucket, "others"),
          severity: "HIGH",
          title: `Bucket ${bucket.name} is open to another account`,
          summary: `The bucket's policy lets in ${exposure.accounts.join(", ")}.`,
          attributes: { by: "policy", exposedTo: "accounts", foreignAccounts: exposure.accounts },
        }),
        closed(event, bucket, "everyone"),
      ];
    case "confined": {
      const { accounts, by } = exposure;
      const whom = accounts.length === 0 ? "everyone" : accounts.join(", ");
      return [
        active(event, {
          ...said(event, bucket, "others"),
          severity: "MEDIUM",
          title: `Bucket ${bucket.name} is open within a boundary that may not be yours`,
          summary: `The bucket's policy lets in ${whom}, confined by ${by.join(" and ")}: it is open within an organization or network that may not be yours.`,
          remedy:
            "Check whose organization or network the policy names. If it is not yours, narrow the policy with `aws s3api put-bucket-policy`, or delete it.",
          attributes: { by: "policy", exposedTo: "confined", confinedTo: by, foreignAccounts: accounts },
        }),
        closed(event, bucket, "everyone"),
      ];
    }
    case "nobody":
      return policyClosed(event, bucket);
  }
}

export function policyClosed(event: Call, bucket: Bucket): Observed {
  return whoms.map((whom) => closed(event, bucket, whom));
}

/** Under the block, a policy's access for everyone has no effect; it may have one again when the block is removed. */
export function publicPolicyBlocked(event: Call, bucket: Bucket): Observation {
  return closed(event, bucket, "everyone");
}

function closed(event: Call, bucket: Bucket, whom: Whom): Observation {
  return cleared(event, {
    ...said(event, bucket, whom),
    scope: "reporter",
    because: "fixed",
    title: `Bucket ${bucket.name} is open to ${whom === "everyone" ? "no stranger" : "nobody else"} by its policy`,
    summary: `The bucket's policy lets in ${whom === "everyone" ? "no strangers" : "no other account"}.`,
  });
}

function policyUnread(event: Call, bucket: Bucket): Observation {
  return active(event, {
    ...said(event, bucket, "others"),
    severity: "HIGH",
    title: `Bucket ${bucket.name} may be open to others`,
    summary: "The bucket has a new policy, which cannot be read from CloudTrail's record.",
    attributes: { by: "policy", unread: true },
  });
}
