import { compilePattern } from "@tocsin/core/pattern/pattern";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { kms } from "./source.ts";

const { matches, read, observations, only } = tryOut(kms);

describeSource(kms, samples, {
  unwanted: [
    "rotatedOnDemand",
    "rotatedOfOld",
    "disablingDenied",
    "made",
    "grantedToService",
    "grantedByService",
    "grantRetiredByService",
  ],
  refuses: ["detail", "resources"],
});

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/4c0ffee0-12ab-34cd-56ef-1234567890ab";
const informational = { outcome: "ignored", reason: "informational" };
const notItsToSay = { outcome: "ignored", reason: "not-its-to-say" };

/** `active HIGH key-disabled`, and the deadline if there is one; without the discriminator, which is for ids. */
function said(value: unknown): readonly string[] {
  return observations(value).map(({ identity, statement }) => {
    const how =
      statement.state === "active"
        ? statement.severity
        : statement.state === "cleared"
          ? statement.because
          : statement.effect;
    return `${statement.state} ${how} ${identity.condition}`;
  });
}

function deadlineOf(value: unknown): string | undefined {
  const { statement } = only(value);
  return statement.state === "active" ? statement.deadline : undefined;
}

/** The sample with these parameters and this answer. */
function record<S extends { readonly detail: object }>(
  sample: S,
  requestParameters: unknown,
  responseElements?: unknown,
) {
  return withDetail(sample, { requestParameters, ...(responseElements === undefined ? {} : { responseElements }) });
}

describe("what each event says", () => {
  test.each<[keyof typeof samples, readonly string[]]>([
    ["deletionScheduled", ["active HIGH key-deletion"]],
    ["deletionWaits", ["active HIGH key-deletion"]],
    ["deletionCancelled", ["cleared fixed key-deletion", "active HIGH key-disabled"]],
    ["disabled", ["active HIGH key-disabled"]],
    ["disabledOfOld", ["active HIGH key-disabled"]],
    ["enabled", ["cleared fixed key-disabled"]],
    ["rotationSwitchedOff", ["active MEDIUM key-rotation-disabled"]],
    ["rotationSwitchedOn", ["cleared fixed key-rotation-disabled"]],
    ["rotated", ["cleared fixed key-rotation-disabled"]],
    ["primaryMoved", ["remark unconfirmed key-rotation-disabled"]],
    ["openedToEveryone", ["active CRITICAL key-exposure"]],
    ["openedToAnotherAccount", ["active HIGH key-exposure"]],
    ["openedWithinOrganization", ["active MEDIUM key-exposure"]],
    ["openedToOwnAccount", ["cleared fixed key-exposure"]],
    ["madeOpen", ["active CRITICAL key-exposure"]],
    ["replicatedOpen", ["active HIGH key-exposure"]],
    ["grantedToAnotherAccount", ["active HIGH key-exposure"]],
    ["grantRevoked", ["cleared fixed key-exposure"]],
    ["grantRetired", ["cleared fixed key-exposure"]],
    ["materialImported", ["cleared renewed key-material-gone", "active INFORMATIONAL key-material-expiry"]],
    ["materialImportedForEver", ["cleared renewed key-material-gone", "cleared renewed key-material-expiry"]],
    ["materialExpired", ["active HIGH key-material-gone", "cleared deleted-at-date key-material-expiry"]],
    ["materialExpiredOfOld", ["active HIGH key-material-gone", "cleared deleted-at-date key-material-expiry"]],
    ["materialDeleted", ["active HIGH key-material-gone", "cleared deleted key-material-expiry"]],
    ["storeDisconnected", ["active HIGH key-store-disconnected"]],
    ["storeConnecting", ["remark unconfirmed key-store-disconnected"]],
    ["storeDeleted", ["cleared deleted key-store-disconnected"]],
    [
      "deleted",
      [
        "remark came-to-pass key-deletion",
        "active CRITICAL key-deletion",
        "cleared deleted key-disabled",
        "cleared deleted key-rotation-disabled",
        "cleared deleted key-exposure",
        "cleared deleted key-material-expiry",
        "cleared deleted key-material-gone",
      ],
    ],
  ])("%s", (name, expected) => {
    expect(said(samples[name])).toEqual(expected);
  });

  test.each<[string, object]>([
    ["a key that is made for its own account", samples.madeForOwnAccount],
    ["a grant to a role of its own account", samples.grantedWithin],
    ["a grant to a service, should one come", samples.grantedToService],
    ["a rotation that somebody asked for, should one come", samples.rotatedOnDemand],
    ["a rotation of which it is not known, should one come", samples.rotatedOfOld],
    ["a key without a policy in the call, should one come", samples.made],
  ])("%s is no alert", (_title, sample) => {
    expect(read(sample)).toEqual(informational);
  });

  test("a call that was denied has no effect, should one come", () => {
    expect(read(samples.disablingDenied)).toEqual({ outcome: "ignored", reason: "without-effect" });
  });
});

describe("when the key is deleted", () => {
  const answer = samples.deletionScheduled.detail;
  const scheduled = (requestParameters: object | null, responseElements: object | null) =>
    record(samples.deletionScheduled, requestParameters, responseElements);
  test.each<[string, object | null, object | null, string]>([
    [
      "the date that KMS answers counts",
      { pendingWindowInDays: 7 },
      { deletionDate: "Nov 26, 2026, 2:17:48 AM" },
      "2026-11-26T02:17:48.000Z",
    ],
    [
      "so does one with an hour of 24 and PM behind it",
      {},
      { deletionDate: "Nov 26, 2026 18:58:30 PM" },
      "2026-11-26T18:58:30.000Z",
    ],
    [
      "a date that contradicts the days goes first",
      { pendingWindowInDays: 30 },
      { deletionDate: "Nov 26, 2026, 2:17:48 AM", pendingWindowInDays: 30 },
      "2026-11-26T02:17:48.000Z",
    ],
    [
      "without a date the days of the answer count",
      { pendingWindowInDays: 30 },
      { pendingWindowInDays: 20 },
      "2026-12-09T02:17:48.000Z",
    ],
    ["without an answer the days of the request count", { pendingWindowInDays: 10 }, null, "2026-11-29T02:17:48.000Z"],
    ["without days it is thirty", {}, {}, "2026-12-19T02:17:48.000Z"],
    [
      "a date that cannot be read gives way to the days",
      { pendingWindowInDays: 7 },
      { deletionDate: "soon" },
      "2026-11-26T02:17:48.000Z",
    ],
    [
      "a state that is not known is a deletion all the same",
      { pendingWindowInDays: 7 },
      { keyState: "PendingSomething" },
      "2026-11-26T02:17:48.000Z",
    ],
  ])("%s", (_title, requestParameters, responseElements, deadline) => {
    expect(deadlineOf(scheduled(requestParameters, responseElements))).toBe(deadline);
  });

  test("a multi-Region primary waits for its replicas, and has no date until the last of them is gone", () => {
    const { statement } = only(samples.deletionWaits);
    expect(statement).toMatchObject({
      state: "active",
      summary: expect.stringContaining("waits for the deletion of its replicas"),
      attributes: { keyState: "PendingReplicaDeletion", multiRegion: true },
    });
    expect(deadlineOf(samples.deletionWaits)).toBeUndefined();
  });

  test("its life begins with the call, so that no step of the ladder lies before it", () => {
    expect(only(samples.deletionScheduled).statement).toMatchObject({ validSince: "2026-11-19T02:17:48.000Z" });
    expect(answer.eventTime).toBe("2026-11-19T02:17:48Z");
  });
});

describe("which key it is", () => {
  const disabledBy = (fields: object) =>
    withDetail(samples.disabled, { responseElements: null, resources: [], ...fields });
  test.each<[string, object, string]>([
    ["by the answer", { responseElements: { keyId: KEY } }, KEY],
    ["by the record's resources, with capitals", { resources: [{ ARN: KEY }] }, KEY],
    [
      "by resources of which the account is written otherwise",
      { resources: [{ ARN: KEY, accountId: "AWS Internal" }] },
      KEY,
    ],
    [
      "by the second of two resources, where the first is an alias",
      { resources: [{ ARN: "arn:aws:kms:eu-west-1:111122223333:alias/app" }, { ARN: KEY }] },
      KEY,
    ],
    ["by the ARN that the caller wrote", { requestParameters: { keyId: KEY } }, KEY],
    ["by the id that the caller wrote, in the Region of the record", {}, KEY],
    ["by its ARN, whatever Region the record names", { awsRegion: "us-east-1", resources: [{ ARN: KEY }] }, KEY],
    [
      "by its ARN in China",
      { resources: [{ ARN: "arn:aws-cn:kms:cn-north-1:111122223333:key/k-1" }] },
      "arn:aws-cn:kms:cn-north-1:111122223333:key/k-1",
    ],
  ])("%s", (_title, fields, arn) => {
    const { identity, statement } = only(disabledBy(fields));
    expect(identity).toMatchObject({ resource: arn, region: arn.split(":")[3] });
    expect(statement.resource).toBe(arn);
  });

  test("an alias names none: it may be another key's by now", () => {
    const refused = read(disabledBy({ requestParameters: { keyId: "alias/app" } }));
    expect(refused).toEqual({
      outcome: "refused",
      refusal: { path: "detail.requestParameters", problem: "names no key" },
    });
  });

  test("of a replication it is the replica, in its own Region, and not the primary that the resources name", () => {
    expect(only(samples.replicatedOpen).identity).toMatchObject({
      region: "eu-central-1",
      resource: "arn:aws:kms:eu-central-1:111122223333:key/mrk-4c0ffee012ab34cd56ef1234567890ab",
    });
  });

  test("of a replication without an answer it is none, and not the primary", () => {
    expect(read(withDetail(samples.replicatedOpen, { responseElements: null }))).toMatchObject({
      outcome: "refused",
      refusal: { path: "detail.responseElements" },
    });
  });

  test("copies of a multi-Region key share its id, and have an alert each", () => {
    const copies = ["eu-west-1", "us-east-1"].map((region) =>
      record(
        samples.deletionWaits,
        {},
        { keyId: `arn:aws:kms:${region}:111122223333:key/mrk-4c0ffee012ab34cd56ef1234567890ab` },
      ),
    );
    expect(new Set(copies.map((copy) => only(copy).alertId)).size).toBe(2);
  });

  test("an event of KMS names it in its own resources, or is refused", () => {
    const nameless = { ...samples.deleted, resources: [] };
    expect(read(nameless)).toMatchObject({ outcome: "refused", refusal: { path: "resources[0]" } });
    expect(
      read({ ...samples.deleted, resources: [KEY, "arn:aws:kms:eu-west-1:111122223333:key/other"] }),
    ).toMatchObject({
      outcome: "observed",
    });
  });
});

describe("whose it is to say", () => {
  test("an account that uses another's key, and has a record of its own of the call, says nothing of it", () => {
    const callers = { ...samples.grantedToAnotherAccount, account: "999900001111" };
    expect(read(withDetail(callers, { recipientAccountId: "999900001111", sharedEventID: "b1" }))).toEqual(notItsToSay);
    expect(read({ ...samples.deleted, account: "999900001111" })).toEqual(notItsToSay);
  });

  test("a caller from another account is told as one", () => {
    const foreign = withDetail(samples.grantedToAnotherAccount, {
      userIdentity: { type: "AWSAccount", accountId: "999900001111", principalId: "AROAEXAMPLEEXAMPLE00:x" },
    });
    expect(only(foreign).statement.actor).toMatchObject({ isForeign: true, account: "999900001111" });
  });

  test("who called is told with what the call did", () => {
    expect(only(samples.disabled).statement.actor).toMatchObject({
      kind: "role",
      name: "platform",
      session: "ines",
      call: "DisableKey",
      sourceAddress: "192.0.2.10",
    });
  });
});

describe("what is wanted", () => {
  const called = (eventName: string) => withDetail(samples.disabled, { eventName });
  const bySystem = (eventName: string) => ({
    ...called(eventName),
    "detail-type": "AWS Service Event via CloudTrail",
  });
  test.each<[string, object]>([
    ["that a key rotated, as CloudTrail records it too", bySystem("RotateKey")],
    ["that a key was deleted, as CloudTrail records it too", bySystem("DeleteKey")],
    ["that material expired, as CloudTrail records it too", bySystem("DeleteExpiredKeyMaterial")],
    ["that copies of a key were brought in step", called("SynchronizeMultiRegionKey")],
    ["the use of a key", called("Decrypt")],
    [
      "a use that was refused, of which nothing is known",
      withDetail(called("Decrypt"), { requestParameters: null, resources: null, errorCode: "AccessDenied" }),
    ],
    ["a description of a key", called("DescribeKey")],
    ["a key that is made with the policy that KMS gives it", samples.made],
    [
      "a grant that AWS made in somebody's name",
      withDetail(samples.grantedToAnotherAccount, { userIdentity: { type: "AssumedRole", invokedBy: "AWS Internal" } }),
    ],
    [
      "a grant to a part of EC2, as it was written once",
      withDetail(samples.grantedWithin, {
        requestParameters: { granteePrincipal: "111122223333:aws:ec2-infrastructure:i-81e2f56c" },
      }),
    ],
    ["the same call on another service", withDetail(samples.disabled, { eventSource: "ec2.amazonaws.com" })],
    ["a call that failed", withDetail(samples.openedToEveryone, { errorCode: "MalformedPolicyDocumentException" })],
  ])("not %s", (_title, event) => {
    expect(matches(event)).toBe(false);
  });

  test("a grant to an ARN is, in any partition", () => {
    const requestParameters = { granteePrincipal: "arn:aws-cn:iam::999900001111:root" };
    expect(matches(withDetail(samples.grantedToAnotherAccount, { requestParameters }))).toBe(true);
  });
});

describe("who can use it from outside", () => {
  const grantee = (granteePrincipal: string) =>
    record(samples.grantedToAnotherAccount, { keyId: KEY, granteePrincipal, operations: ["Decrypt"] });
  test.each<[string, string, string | undefined]>([
    ["a root of another account", "arn:aws:iam::999900001111:root", "999900001111"],
    ["a session of a role of another account", "arn:aws:sts::999900001111:assumed-role/reader/ci", "999900001111"],
    ["a federated user of another account", "arn:aws:sts::999900001111:federated-user/ann", "999900001111"],
    [
      "a service-linked role of another account",
      "arn:aws:iam::999900001111:role/aws-service-role/autoscaling.amazonaws.com/x",
      "999900001111",
    ],
    ["a role of its own account", "arn:aws:iam::111122223333:role/app", undefined],
    ["what a deleted role leaves behind", "AROAEXAMPLEEXAMPLE00", undefined],
    ["a service", "rds.amazonaws.com", undefined],
  ])("by a grant: %s", (_title, principal, foreignAccounts) => {
    if (foreignAccounts === undefined) expect(read(grantee(principal))).toEqual(informational);
    else
      expect(only(grantee(principal)).statement).toMatchObject({
        severity: "HIGH",
        attributes: {
          exposedTo: "accounts",
          exposedBy: "grant",
          foreignAccounts: [foreignAccounts],
          operations: ["Decrypt"],
        },
        remedy: expect.stringContaining("aws kms revoke-grant --key-id arn:aws:kms:eu-west-1:111122223333:key/"),
      });
  });

  test("by a policy that comes as an object, not as text", () => {
    const policy = { Statement: { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } };
    expect(said(record(samples.openedToEveryone, { keyId: KEY, policy }))).toEqual(["active CRITICAL key-exposure"]);
  });

  test("by a policy to several accounts, each of which a policy of Tocsin can match", () => {
    const accounts = ["999900001111", "888800001111"];
    const policy = JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS: accounts }, Action: "kms:*" } });
    const { statement } = only(record(samples.openedToEveryone, { keyId: KEY, policy }));
    const matches = compilePattern({ attributes: { foreignAccounts: ["888800001111"] } });
    expect(matches(statement)).toBe(true);
    expect(statement.summary).toBe("The key's policy lets in 888800001111, 999900001111.");
  });

  test("by a policy that KMS's own condition opens to another account", () => {
    const Condition = { StringEquals: { "kms:CallerAccount": "999900001111" } };
    const policy = JSON.stringify({
      Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Condition },
    });
    expect(only(record(samples.openedToEveryone, { keyId: KEY, policy })).statement).toMatchObject({
      severity: "HIGH",
      attributes: { exposedTo: "accounts", exposedBy: "policy", foreignAccounts: ["999900001111"] },
    });
  });

  test("a policy that cannot be read is refused, with its field", () => {
    const unread = record(samples.openedToEveryone, { keyId: KEY, policy: "HIDDEN_DUE_TO_SECURITY_REASONS" });
    expect(read(unread)).toMatchObject({
      outcome: "refused",
      refusal: { path: "detail.requestParameters.policy", problem: "is not a resource policy" },
    });
  });

  test("each grant is an alert of its own beside that of the policy, and is known by its id", () => {
    const ids = [
      only(samples.openedToEveryone),
      only(samples.grantedToAnotherAccount),
      only(withDetail(samples.grantedToAnotherAccount, { responseElements: { grantId: "another" } })),
    ].map(({ alertId }) => alertId);
    expect(new Set(ids).size).toBe(3);
    for (const end of [samples.grantRevoked, samples.grantRetired]) expect(only(end).alertId).toBe(ids[1]);
  });

  test("the end of a grant that names none is refused", () => {
    const nameless = withDetail(samples.grantRetired, { additionalEventData: null });
    expect(read(nameless)).toMatchObject({ outcome: "refused", refusal: { problem: "names no grant" } });
  });
});

describe("imported material", () => {
  const imported = (requestParameters: object) =>
    record(samples.materialImported, { keyId: KEY, ...requestParameters });
  test.each<[string, object, string | undefined]>([
    [
      "with a date expires then",
      { validTo: "Dec 19, 2026 2:17:48 AM", expirationModel: "KEY_MATERIAL_EXPIRES" },
      "2026-12-19T02:17:48.000Z",
    ],
    [
      "with a date alone expires too, as that is the default",
      { validTo: "Dec 19, 2026, 2:17:48 AM" },
      "2026-12-19T02:17:48.000Z",
    ],
    [
      "that is not to expire does not, whatever date there is",
      { validTo: "Dec 19, 2026, 2:17:48 AM", expirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" },
      undefined,
    ],
    ["without a date does not", {}, undefined],
  ])("%s", (_title, requestParameters, deadline) => {
    const found = observations(imported(requestParameters)).flatMap(({ statement }) =>
      statement.state === "active" ? [statement.deadline] : [],
    );
    expect(found).toEqual(deadline === undefined ? [] : [deadline]);
  });

  test("of a key that has several has an alert each while it is to expire, and one when it is gone", () => {
    const other = { keyId: KEY, keyMaterialId: "ff" };
    const idsOf = (value: unknown) =>
      Object.fromEntries(observations(value).map(({ identity, alertId }) => [identity.condition, alertId]));
    const imported = [
      samples.materialImported,
      record(samples.materialImported, { validTo: "Dec 19, 2026, 2:17:48 AM" }, other),
    ].map(idsOf);
    expect(imported[0]?.["key-material-expiry"]).not.toBe(imported[1]?.["key-material-expiry"]);
    expect(imported[0]?.["key-material-gone"]).toBe(imported[1]?.["key-material-gone"]);
  });

  test("that waited for a rotation leaves the key enabled when it expires, so that nobody is told that it cannot be used", () => {
    expect(observations(samples.materialExpired)[0]?.statement.summary).toContain(
      "Unless that material was waiting for a rotation",
    );
  });
});
