/** The course of a bucket's alerts: following the page's own advice ends them, and nothing else does. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { s3 } from "./source.ts";

type Sample = keyof typeof samples;

/** The sample's record and envelope, at another time. */
function at(time: string, name: Sample) {
  return { ...withDetail(samples[name], { eventTime: time }), time };
}

const LATER = "2026-11-19T12:00:00Z";
const NOW = "2026-11-20T00:00:00Z";

describe("what ends it", () => {
  test.each<[Sample, Sample, string]>([
    ["policyPublic", "policyDeleted", "fixed bucket-exposure"],
    ["policyPublic", "policyForOwn", "fixed bucket-exposure"],
    ["policyPublic", "blockWhole", "fixed bucket-exposure"],
    ["policyPublic", "bucketDeleted", "deleted bucket-exposure"],
    ["policyForPartner", "policyDeleted", "fixed bucket-exposure"],
    ["policyForOrganization", "policyForService", "fixed bucket-exposure"],
    ["policyUnread", "policyForOwn", "fixed bucket-exposure"],
    ["aclPublic", "aclPrivate", "fixed bucket-exposure"],
    ["aclPublic", "aclForLogs", "fixed bucket-exposure"],
    ["aclCannedPublic", "blockWhole", "fixed bucket-exposure"],
    ["aclForStranger", "ownerEnforced", "fixed bucket-exposure"],
    ["madePublic", "aclPrivate", "fixed bucket-exposure"],
    ["aclUnread", "aclPrivate", "fixed bucket-exposure"],
    ["blockRemoved", "blockWhole", "fixed public-access-block"],
    ["blockForAcls", "blockWhole", "fixed public-access-block"],
    ["blockRemoved", "bucketDeleted", "deleted public-access-block"],
    ["accountBlockRemoved", "accountBlockWhole", "fixed public-access-block"],
    ["encryptionReset", "encryptionByKms", "fixed bucket-encryption"],
    ["encryptionWithoutKms", "encryptionByAlias", "fixed bucket-encryption"],
    ["encryptionOfAnother", "encryptionByKms", "fixed bucket-encryption"],
    ["encryptionReset", "bucketDeleted", "deleted bucket-encryption"],
    ["replicatedToPartner", "replicationDeleted", "fixed replication-exposure"],
    ["replicatedToPartner", "replicatedToOwn", "fixed replication-exposure"],
    ["replicatedSomewhere", "replicatedToOwn", "fixed replication-exposure"],
    ["replicatedToPartner", "bucketDeleted", "deleted replication-exposure"],
    ["replicatedWithoutKms", "replicatedToOwn", "fixed replication-gap"],
    ["replicatedByForeignRole", "replicationDeleted", "fixed replication-gap"],
  ])("%s is ended by %s", (open, end, told) => {
    const story = storyOf(s3, [samples[open], at(LATER, end)], NOW);
    expect(story.told).toHaveLength(2);
    expect(story.told.at(-1)).toBe(`resolved ${told}`);
  });

  test.each<[string, Sample, Sample]>([
    ["a policy that is private while grants let everyone in", "aclPublic", "policyDeleted"],
    ["grants that are private while the policy lets everyone in", "policyPublic", "aclPrivate"],
    ["an enforced owner, while the policy lets everyone in", "policyPublic", "ownerEnforced"],
    // A policy's grant to an account by name is not public.
    ["a block of public access, while the policy names an account", "policyForPartner", "blockWhole"],
    ["a block of policies, while grants let everyone in", "aclPublic", "blockForPolicies"],
    ["a block of the bucket, while the account has none", "accountBlockRemoved", "blockWhole"],
    ["S3's own key", "encryptionReset", "encryptionWithoutKms"],
    ["another destination that is not known", "replicatedToPartner", "replicatedSomewhere"],
    ["a policy that cannot be read", "policyPublic", "policyUnread"],
    ["grants that cannot be read", "aclPublic", "aclUnread"],
    ["a replication that cannot be read", "replicatedWithoutKms", "replicationUnread"],
    ["a block that cannot be read", "policyPublic", "blockUnread"],
  ])("%s does not", (_what, open, end) => {
    const { told } = storyOf(s3, [samples[open], at(LATER, end)], NOW);
    expect(told.filter((line) => line.startsWith("resolved"))).toEqual([]);
  });

  test("in one second it stays open: CloudTrail's clock does not tell which came last", () => {
    for (const [open, end, condition] of [
      ["policyPublic", "policyDeleted", "bucket-exposure"],
      ["policyPublic", "blockWhole", "bucket-exposure"],
      ["blockRemoved", "blockWhole", "public-access-block"],
      ["replicatedToPartner", "replicationDeleted", "replication-exposure"],
      ["encryptionReset", "encryptionByKms", "bucket-encryption"],
    ] as const)
      for (const events of [
        [samples[open], samples[end]],
        [samples[end], samples[open]],
      ])
        expect(storyOf(s3, events, NOW).views[condition]?.status, `${open}, ${end}`).toBe("OPEN");
  });

  test("an end that arrives first keeps a late beginning from opening it", () => {
    const { views } = storyOf(s3, [at(LATER, "bucketDeleted"), samples.policyPublic], NOW);
    expect(views["bucket-exposure"]?.status).toBe("RESOLVED");
  });
});

describe("a policy that replaces another", () => {
  test("is told as the rise that it is, and as milder when it is", () => {
    const { told, views } = storyOf(s3, [samples.policyForPartner, at(LATER, "policyPublic")], NOW);
    expect(told).toEqual(["opened HIGH bucket-exposure", "escalated CRITICAL bucket-exposure"]);
    expect(views["bucket-exposure"]?.attributes).toMatchObject({ exposedTo: ["everyone"] });
    const milder = storyOf(s3, [samples.policyPublic, at(LATER, "policyForPartner")], NOW);
    expect(milder.views["bucket-exposure"]).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });

  test("leaves what grants let in", () => {
    const { views } = storyOf(s3, [samples.aclPublic, at(LATER, "policyForPartner")], NOW);
    expect(views["bucket-exposure"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    expect(views["bucket-exposure"]?.attributes.by).toEqual(expect.arrayContaining(["acl", "policy"]));
  });
});
