import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { sharing } from "./source.ts";

const { matches, read, observations, only } = tryOut(sharing);

describeSource(sharing, samples, {
  unwanted: ["snapshotDryRun", "snapshotRefused", "imageCopied"],
});

type Sample = keyof typeof samples;

const PARTNER = "444455556666";
const SNAPSHOT = "arn:aws:ec2:eu-west-1::snapshot/snap-0a1b2c3d4e5f60718";
const IMAGE = "arn:aws:ec2:eu-west-1::image/ami-0f1e2d3c4b5a69788";
const DATABASE = "arn:aws:rds:eu-west-1:111122223333:snapshot:orders-2026-11";
const CLUSTER = "arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:orders-2026-11";
const ACCOUNT = "arn:aws:iam::111122223333:root";

/** The claims of the event, without its remarks. */
function claims(name: Sample) {
  return observations(samples[name]).filter(({ statement }) => statement.state !== "remark");
}

function claim(name: Sample) {
  const [first, ...others] = claims(name);
  if (first === undefined || others.length > 0) throw new Error("expected exactly one claim");
  return first;
}

describe("what is wrong", () => {
  test.each<[Sample, string, string, string, string]>([
    [
      "snapshotPublic",
      "snapshot-exposure",
      "CRITICAL",
      SNAPSHOT,
      "Snapshot snap-0a1b2c3d4e5f60718 is shared with everyone",
    ],
    [
      "snapshotShared",
      "snapshot-exposure",
      "HIGH",
      SNAPSHOT,
      "Snapshot snap-0a1b2c3d4e5f60718 is shared with account 444455556666",
    ],
    [
      "snapshotSharedWithOne",
      "snapshot-exposure",
      "HIGH",
      SNAPSHOT,
      "Snapshot snap-0a1b2c3d4e5f60718 is shared with account 444455556666",
    ],
    ["snapshotSharedUnread", "snapshot-exposure", "HIGH", SNAPSHOT, "Snapshot snap-0a1b2c3d4e5f60718 may be shared"],
    ["imagePublic", "image-exposure", "CRITICAL", IMAGE, "Machine image ami-0f1e2d3c4b5a69788 is shared with everyone"],
    [
      "imageShared",
      "image-exposure",
      "HIGH",
      IMAGE,
      "Machine image ami-0f1e2d3c4b5a69788 is shared with account 444455556666",
    ],
    [
      "imageSharedWithOrganization",
      "image-exposure",
      "MEDIUM",
      IMAGE,
      "Machine image ami-0f1e2d3c4b5a69788 is shared with organization o-tidewater01",
    ],
    [
      "imageSharedWithUnit",
      "image-exposure",
      "MEDIUM",
      IMAGE,
      "Machine image ami-0f1e2d3c4b5a69788 is shared with a unit of organization o-tidewater01",
    ],
    [
      "databasePublic",
      "snapshot-exposure",
      "CRITICAL",
      DATABASE,
      "Database snapshot orders-2026-11 is shared with everyone",
    ],
    [
      "databaseShared",
      "snapshot-exposure",
      "HIGH",
      DATABASE,
      "Database snapshot orders-2026-11 is shared with account 444455556666",
    ],
    [
      "databaseUnanswered",
      "snapshot-exposure",
      "HIGH",
      DATABASE,
      "Database snapshot orders-2026-11 is shared with account 444455556666",
    ],
    [
      "clusterPublic",
      "snapshot-exposure",
      "CRITICAL",
      CLUSTER,
      "Database cluster snapshot orders-2026-11 is shared with everyone",
    ],
    [
      "clusterShared",
      "snapshot-exposure",
      "HIGH",
      CLUSTER,
      "Database cluster snapshot orders-2026-11 is shared with account 444455556666",
    ],
    [
      "snapshotCopied",
      "snapshot-use",
      "HIGH",
      SNAPSHOT,
      "Snapshot snap-0a1b2c3d4e5f60718 is used by account 444455556666",
    ],
    ["volumeMade", "snapshot-use", "HIGH", SNAPSHOT, "Snapshot snap-0a1b2c3d4e5f60718 is used by account 444455556666"],
    ["encryptionOff", "volume-encryption", "HIGH", ACCOUNT, "New volumes are not encrypted by default"],
    ["keyChanged", "volume-key", "MEDIUM", ACCOUNT, "The default key of volumes was changed"],
    ["keyUnread", "volume-key", "MEDIUM", ACCOUNT, "The default key of volumes was changed"],
    ["keyReset", "volume-key", "MEDIUM", ACCOUNT, "The default key of volumes was changed"],
    ["keyOfAnother", "volume-key", "HIGH", ACCOUNT, "New volumes are encrypted under another account's key"],
    ["snapshotBlockOff", "public-access-block", "HIGH", ACCOUNT, "The block of public sharing of snapshots is removed"],
    [
      "imageBlockOff",
      "public-access-block",
      "HIGH",
      ACCOUNT,
      "The block of public sharing of machine images is removed",
    ],
  ])("%s is %s, %s", (name, condition, severity, resource, title) => {
    const { identity, statement } = claim(name);
    expect(identity).toMatchObject({ condition, account: "111122223333", region: "eu-west-1" });
    expect(statement).toMatchObject({ state: "active", severity, resource, title, reporter: "cloudtrail" });
  });

  test("a public one is not encrypted, since an encrypted one cannot be public; of others no record says it", () => {
    for (const name of ["snapshotPublic", "imagePublic", "databasePublic", "clusterPublic"] as const)
      expect(claim(name).statement.attributes).toMatchObject({ encrypted: false, exposedTo: ["everyone"] });
    for (const name of ["snapshotShared", "imageShared", "databaseShared"] as const) {
      const { attributes, summary } = claim(name).statement;
      expect(attributes).toMatchObject({ exposedTo: ["accounts"], foreignAccounts: [PARTNER] });
      expect(attributes).not.toHaveProperty("encrypted");
      expect(summary).toContain("only with permission to use its key");
    }
  });

  test("of an organization it is told which, so that a policy can know its own", () => {
    expect(claim("imageSharedWithUnit").statement.attributes).toEqual({
      exposedTo: ["confined"],
      organizations: ["o-tidewater01"],
    });
  });

  test("that an account is the owner's own is none", () => {
    expect(read(samples.snapshotSharedWithItself)).toEqual({ outcome: "ignored", reason: "informational" });
    expect(claims("snapshotSharedWithSeveral").map(({ statement }) => statement.subject)).toEqual([
      PARTNER,
      "777788889999",
    ]);
    expect(read(samples.usedByOwner)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("each of several whom one call names has a statement of its own id, since that is what it is kept by", () => {
    const said = claims("snapshotSharedWithSeveral");
    expect(new Set(said.map(({ alertId }) => alertId)).size).toBe(1);
    expect(new Set(said.map(({ statement }) => statement.eventId)).size).toBe(2);
    const nameless = observations(withDetail(samples.snapshotSharedWithSeveral, { eventID: undefined }));
    expect(new Set(nameless.map(({ statement, identity }) => `${identity.condition} ${statement.eventId}`)).size).toBe(
      nameless.length - 1,
    );
  });

  test("a key that the caller names by its alias is told by the answer's ARN, and one of nobody knows is none", () => {
    expect(claim("keyChanged").statement.attributes.key).toContain("111122223333:key/");
    expect(claim("keyUnread").statement.attributes).toEqual({});
    expect(claim("keyOfAnother").statement.attributes).toMatchObject({ foreignAccounts: PARTNER });
  });
});

describe("who shared it", () => {
  test("a service of AWS in its own role makes it routine, and so does AWS Backup, which copies within the organization", () => {
    for (const [name, why] of [
      ["snapshotSharedByGuardDuty", "malware-protection.guardduty.amazonaws.com made the call by itself"],
      ["snapshotSharedByBackup", "AWS Backup made the call, and copies only to accounts of the organization"],
    ] as const) {
      const { statement } = claim(name);
      expect(statement).toMatchObject({ state: "active", severity: "INFORMATIONAL", actor: { routine: why } });
    }
  });

  test("a role that somebody named like a service's own does not", () => {
    const arn = "arn:aws:iam::111122223333:role/AWSServiceRoleForAmazonGuardDutyMalwareProtection";
    const { userIdentity } = samples.snapshotSharedByGuardDuty.detail as unknown as {
      userIdentity: { sessionContext: { sessionIssuer: object } };
    };
    const disguised = {
      ...userIdentity,
      invokedBy: undefined,
      sessionContext: { sessionIssuer: { ...userIdentity.sessionContext.sessionIssuer, arn } },
    };
    const [first] = observations(withDetail(samples.snapshotSharedByGuardDuty, { userIdentity: disguised }));
    expect(first?.statement).toMatchObject({ severity: "HIGH" });
  });

  test("is remarked where the account's use of the snapshot is told, in the alert of that account alone", () => {
    const remarks = observations(samples.snapshotShared).filter(({ statement }) => statement.state === "remark");
    expect(remarks).toHaveLength(1);
    expect(remarks[0]?.alertId).toBe(only(samples.snapshotCopied).alertId);
    expect(remarks[0]?.alertId).not.toBe(only(samples.usedByScanner).alertId);
    expect(remarks[0]?.statement).toMatchObject({ effect: "attributed", actor: { name: "platform", session: "ines" } });
  });
});

describe("a call that shared nothing", () => {
  test("is ignored where it failed, a dry run included", () => {
    for (const name of ["snapshotDryRun", "snapshotRefused"] as const) {
      expect(matches(samples[name])).toBe(false);
      expect(read(samples[name])).toEqual({ outcome: "ignored", reason: "without-effect" });
    }
  });

  test.each<[string, object]>([
    ["changed an image's description", samples.imageDescribed],
    ["changed another attribute of a database snapshot", samples.databaseOtherAttribute],
    ["removed somebody from a database snapshot, with no answer to say who is left", samples.databaseRemovalUnanswered],
    [
      "names a group that is not documented",
      withDetail(samples.snapshotPublic, {
        requestParameters: {
          snapshotId: "snap-0a1b2c3d4e5f60718",
          attributeType: "CREATE_VOLUME_PERMISSION",
          createVolumePermission: { add: { items: [{ group: "none" }] } },
        },
      }),
    ],
    [
      "removed somebody whom the record does not show",
      withDetail(samples.snapshotSharedUnread, {
        requestParameters: {
          snapshotId: "snap-0a1b2c3d4e5f60718",
          attributeType: "CREATE_VOLUME_PERMISSION",
          operationType: "remove",
        },
      }),
    ],
  ])("is informational where it %s", (_what, event) => {
    expect(read(event)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test.each(["CreateSnapshot", "CopySnapshot", "CreateImage", "RegisterImage", "CopyImage"])(
    "is not forwarded: %s takes no permissions, and a copy has none",
    (eventName) => {
      expect(matches(withDetail(samples.imageCopied, { eventName }))).toBe(false);
    },
  );
});

describe("who may speak", () => {
  test("no account speaks for another, whichever received the record", () => {
    const foreign = withDetail(samples.snapshotPrivate, { recipientAccountId: "999999999999" });
    expect(read(foreign)).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
    const used = withDetail(samples.snapshotCopied, { recipientAccountId: "999999999999" });
    expect(read(used)).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
  });
});
