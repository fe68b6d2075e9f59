import type { Observation, Statement } from "@tocsin/core/alert/observation";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { secretsmanager } from "./source.ts";

const { matches, read, observations, only } = tryOut(secretsmanager);

/** The only claim of the event, without its remarks. */
function claimOf(event: unknown): Observation {
  const [first, ...others] = observations(event).filter(({ statement }) => statement.state !== "remark");
  if (first === undefined || others.length > 0) throw new Error("expected exactly one claim");
  return first;
}

type Sample = keyof typeof samples;
const ORDERS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd";

describeSource(secretsmanager, samples, {
  unwanted: [
    "ownLabelUpdated",
    "rotationStarted",
    "versionDeletionStarted",
    "oldVersionDeleted",
    "deletionFailed",
    "creationFailed",
    "replicated",
    "tagged",
  ],
  refuses: ["detail", "resources"],
});

describe("the pattern", () => {
  test.each(["TestRotationStarted", "ReplicationStarted"])("leaves %s", (eventName) => {
    expect(matches(withDetail(samples.rotationFailed, { eventName }))).toBe(false);
  });

  test("takes a failure that comes with an error code", () => {
    expect(matches(withDetail(samples.replicationFailed, { errorCode: "AccessDenied" }))).toBe(true);
  });

  test.each([
    "restored",
    "rotationSwitchedOff",
    "rotationSwitchedOn",
    "openedToEveryone",
    "policyDeleted",
    "regionsRemoved",
    "replicaPromoted",
    "deletionScheduled",
    "deletionForced",
    "replicatedByForce",
    "createdByForce",
  ] as const)("takes the call %s, and leaves it when it failed", (name) => {
    const failed = withDetail(samples[name], { errorCode: "AccessDenied" });
    expect([matches(samples[name]), matches(failed)]).toEqual([true, false]);
    expect([read(samples[name]).outcome, read(failed)]).toEqual([
      "observed",
      { outcome: "ignored", reason: "without-effect" },
    ]);
  });

  test("leaves a replication that overwrites nothing by force", () => {
    expect(matches(samples.replicated)).toBe(false);
    expect(read(samples.replicated)).toEqual({ outcome: "ignored", reason: "informational" });
    const alone = withDetail(samples.createdByForce, {
      requestParameters: { name: "orders/db", forceOverwriteReplicaSecret: true },
    });
    expect(read(alone)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("what an event says", () => {
  test.each<[string, Sample, string, Partial<Statement>]>([
    [
      "a new value ends the failure of a rotation, at the event's time",
      "labelUpdated",
      "secret-rotation",
      {
        state: "cleared",
        reporter: "secretsmanager",
        scope: "condition",
        because: "fixed",
        at: instant("2026-11-19T09:30:00Z"),
      },
    ],
    [
      "a rotation that succeeded ends the failure, at the time of the record",
      "rotationSucceeded",
      "secret-rotation",
      { state: "cleared", scope: "condition", because: "fixed", at: instant("2026-11-19T02:17:48Z") },
    ],
    ["a rotation that failed is high", "rotationFailed", "secret-rotation", { state: "active", severity: "HIGH" }],
    [
      "a pending version that was abandoned is mild: it need not have been a rotation",
      "rotationAbandoned",
      "secret-rotation",
      { state: "active", severity: "LOW" },
    ],
    [
      "a test that failed is the mildest, and a reporter of its own",
      "testRotationFailed",
      "secret-rotation",
      { state: "active", severity: "LOW", reporter: "secretsmanager-test" },
    ],
    [
      "a test that succeeded clears for the tests alone",
      "testRotationSucceeded",
      "secret-rotation",
      { state: "cleared", reporter: "secretsmanager-test", scope: "reporter", because: "fixed" },
    ],
    [
      "a replication that failed is high",
      "replicationFailed",
      "secret-replication",
      { state: "active", severity: "HIGH" },
    ],
    [
      "a replication that succeeded ends it",
      "replicationSucceeded",
      "secret-replication",
      { state: "cleared", because: "fixed" },
    ],
    [
      "a region that no longer gets a replica leaves none out of date",
      "regionsRemoved",
      "secret-replication",
      { state: "cleared", scope: "condition", because: "out-of-scope", at: instant("2026-11-19T02:17:48Z") },
    ],
    [
      "a scheduled deletion is high until its date",
      "deletionScheduled",
      "secret-deletion",
      {
        state: "active",
        severity: "HIGH",
        deadline: instant("2026-11-26T02:18:05Z"),
        validSince: instant("2026-11-19T02:17:48Z"),
        attributes: { forced: false },
      },
    ],
    [
      "a scheduled deletion has its date in the older form too",
      "deletionScheduledOfOld",
      "secret-deletion",
      { state: "active", severity: "HIGH", deadline: instant("2026-12-19T02:18:05Z") },
    ],
    [
      "a restored secret ends its deletion",
      "restored",
      "secret-deletion",
      { state: "cleared", scope: "condition", because: "fixed" },
    ],
    [
      "a restored version ends the deletion of its secret",
      "versionDeletionCancelled",
      "secret-deletion",
      { state: "cleared", scope: "condition", because: "fixed" },
    ],
    [
      "a rotation that was cancelled is mild: there need not have been one",
      "rotationSwitchedOff",
      "secret-rotation-disabled",
      { state: "active", severity: "LOW" },
    ],
    [
      "a rotation switched on ends that",
      "rotationSwitchedOn",
      "secret-rotation-disabled",
      { state: "cleared", because: "fixed" },
    ],
    [
      "a policy open to everyone is critical",
      "openedToEveryone",
      "secret-exposure",
      { state: "active", severity: "CRITICAL", attributes: { exposedTo: "everyone" } },
    ],
    [
      "a policy open to other accounts is high and names them",
      "openedToAnotherAccount",
      "secret-exposure",
      {
        state: "active",
        severity: "HIGH",
        attributes: { exposedTo: "accounts", foreignAccounts: ["222233334444", "999900001111"] },
      },
    ],
    [
      "a policy confined to an organization exposes to whoever is in it, ours or not",
      "openedToOrganization",
      "secret-exposure",
      {
        state: "active",
        severity: "MEDIUM",
        summary:
          "The secret's resource policy lets in every AWS account, confined by aws:PrincipalOrgID: the secret is readable within an organization or network that may not be yours.",
        attributes: { exposedTo: "confined", confinedTo: ["aws:PrincipalOrgID"] },
      },
    ],
    [
      "a policy that lets in other accounts by way of an endpoint names both",
      "openedToAccountsInNetwork",
      "secret-exposure",
      {
        state: "active",
        severity: "MEDIUM",
        summary:
          "The secret's resource policy lets in 999900001111, confined by aws:SourceVpce: the secret is readable within an organization or network that may not be yours.",
        attributes: { exposedTo: "confined", confinedTo: ["aws:SourceVpce"], foreignAccounts: ["999900001111"] },
      },
    ],
    [
      "a policy confined to the secret's own organization exposes nothing",
      "openedToOwnOrganization",
      "secret-exposure",
      { state: "cleared", scope: "condition", because: "fixed" },
    ],
    [
      "a deleted policy exposes nothing",
      "policyDeleted",
      "secret-exposure",
      { state: "cleared", scope: "condition", because: "fixed" },
    ],
  ])("%s", (_title, name, condition, expected) => {
    const { identity, statement } = claimOf(samples[name]);
    expect(statement).toMatchObject(expected);
    expect(identity).toEqual({
      condition,
      partition: "aws",
      account: "111122223333",
      region: "eu-west-1",
      resource: ORDERS,
      discriminator: "",
    });
    expect(statement.title).toMatch(/[Ss]ecret orders\/db /);
  });

  test("the end of a secret is a loss, or what was announced, and ends all else that was said about it", () => {
    const [passed, loss, ...others] = observations(samples.versionDeleted);
    const { alertId } = claimOf(samples.deletionScheduled);
    expect(passed).toMatchObject({
      alertId,
      statement: { state: "remark", effect: "came-to-pass", reporter: "secretsmanager" },
    });
    expect(loss).toMatchObject({
      alertId,
      statement: {
        state: "active",
        reporter: "secretsmanager-deletion",
        severity: "CRITICAL",
        at: "2026-11-19T02:17:48.000Z",
        deadline: undefined,
        title: "Secret orders/db was deleted",
        attributes: { forced: true },
      },
    });
    expect(loss?.statement.remedy).toContain("the former one is gone");
    expect(others.map(({ identity }) => identity.condition).sort()).toEqual([
      "secret-exposure",
      "secret-replication",
      "secret-rotation",
      "secret-rotation-disabled",
    ]);
    for (const { statement } of others)
      expect(statement).toMatchObject({ state: "cleared", scope: "condition", because: "deleted" });
  });

  test("the end of a secret that AWS manages is no loss", () => {
    const [, loss] = observations(samples.managedVersionDeleted);
    expect(loss?.statement).toMatchObject({ severity: "INFORMATIONAL", title: "Secret rds!db-0d1e2f3a was deleted" });
    expect(loss?.statement.remedy).toContain("Nothing is to be done");
  });

  test.each(["replicatedByForce", "createdByForce"] as const)(
    "what a replica may overwrite by force is told of in its Region (%s)",
    (name) => {
      const { identity, statement } = only(samples[name]);
      expect(identity).toMatchObject({
        condition: "secret-deletion",
        region: "eu-north-1",
        resource: ORDERS.replace("eu-west-1", "eu-north-1"),
      });
      expect(statement).toMatchObject({ state: "active", severity: "HIGH", actor: { session: "ines" } });
      expect(statement.summary).toContain("from eu-west-1 to eu-north-1 by force");
    },
  );

  test("of several Regions each is told of once, in either spelling", () => {
    const addReplicaRegions = [{ region: "eu-north-1" }, { Region: "eu-south-1" }, { region: "eu-north-1" }];
    const requestParameters = { secretId: "orders/db", forceOverwriteReplicaSecret: true, addReplicaRegions };
    const regions = observations(withDetail(samples.replicatedByForce, { requestParameters }));
    expect(regions.map(({ identity }) => identity.region)).toEqual(["eu-north-1", "eu-south-1"]);
  });

  test("a replica that stands on its own is no replica any more, in its own region", () => {
    const { identity, statement } = only(samples.replicaPromoted);
    expect(identity).toMatchObject({ condition: "secret-replication", region: "eu-north-1" });
    expect(identity.resource).toBe(ORDERS.replace("eu-west-1", "eu-north-1"));
    expect(statement).toMatchObject({ state: "cleared", scope: "condition", because: "out-of-scope" });
  });

  test("a label of the user's own says nothing", () => {
    expect(read(samples.ownLabelUpdated)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("the date of a deletion", () => {
  test.each<[string, object, string]>([
    [
      "is counted from the recovery window when the response has none",
      { responseElements: { arn: ORDERS } },
      "2026-11-26",
    ],
    [
      "is counted when it cannot be read",
      { responseElements: { arn: ORDERS, deletionDate: "in a week" } },
      "2026-11-26",
    ],
    ["is counted when there is no response", { responseElements: null }, "2026-11-26"],
    [
      "is 30 days away unless the caller says otherwise",
      { requestParameters: { secretId: "orders/db" }, responseElements: null },
      "2026-12-19",
    ],
  ])("%s", (_title, detail, date) => {
    expect(claimOf(withDetail(samples.deletionScheduled, detail)).statement).toMatchObject({
      deadline: `${date}T02:17:48.000Z`,
    });
  });
});

describe("who deleted a secret", () => {
  const callerOf = (event: unknown) =>
    observations(event).flatMap(({ statement }) =>
      statement.state === "remark" && statement.effect === "attributed" ? [statement.actor] : [],
    );

  test("is all that a forced deletion says, which would succeed for a name that never was", () => {
    expect(observations(samples.deletionForced)).toHaveLength(1);
    expect(callerOf(samples.deletionForced)).toMatchObject([
      { kind: "role", name: "platform", session: "ines", call: "DeleteSecret", sourceAddress: "192.0.2.17" },
    ]);
  });

  test.each<[string, object, string | undefined]>([
    [
      "the service that manages the secret, in its role",
      samples.deletedByItsService,
      "rds.amazonaws.com made the call, and the secret is managed by AWS",
    ],
    [
      "the service that manages the secret, by itself",
      withDetail(samples.deletedByItsService, { userIdentity: { type: "AWSService", invokedBy: "rds.amazonaws.com" } }),
      "rds.amazonaws.com made the call, and the secret is managed by AWS",
    ],
    ["CloudFormation", samples.deletedWithItsStack, "CloudFormation made the call, for one of its stacks"],
    [
      "CloudFormation, by the address alone",
      withDetail(samples.deletionForced, { sourceIPAddress: "cloudformation.amazonaws.com" }),
      "CloudFormation made the call, for one of its stacks",
    ],
    ["whoever calls themselves Terraform", samples.deletedByTerraform, undefined],
    [
      "whoever calls themselves CloudFormation",
      withDetail(samples.deletionForced, { userAgent: "cloudformation.amazonaws.com" }),
      undefined,
    ],
    ["a person", samples.deletionForced, undefined],
    [
      "a service, of a secret that is not its own",
      withDetail(samples.deletedByItsService, { responseElements: { arn: ORDERS } }),
      undefined,
    ],
  ])("is routine or not: %s", (_title, event, routine) => {
    expect(callerOf(event)).toMatchObject([{ routine }]);
  });

  test("makes what is scheduled by routine informational, without a deadline that would raise it", () => {
    const event = withDetail(samples.deletionScheduled, { sourceIPAddress: "cloudformation.amazonaws.com" });
    expect(claimOf(event).statement).toMatchObject({ severity: "INFORMATIONAL", deadline: undefined });
  });
});

describe("a rotation's error message", () => {
  test("gives the step and the function, and nothing else of it is kept", () => {
    const { statement } = only(samples.rotationFailed);
    expect(statement.attributes).toEqual({ rotationStep: "setSecret", rotationFunction: "rotate-orders-db" });
    expect(statement.summary).toContain("in the step setSecret");
    expect(statement.remedy).toContain("/aws/lambda/rotate-orders-db");
    expect(JSON.stringify(statement)).not.toContain("hunter2");
  });

  test.each<[string, string | undefined, object]>([
    [
      "cut off in the step",
      "Error when executing lambda arn:aws:lambda:eu-west-1:111122223333:function:f during set",
      { rotationFunction: "f" },
    ],
    [
      "with the key that it failed by",
      "during testSecret step: An error occurred (KMSInvalidStateException) when calling the Decrypt operation: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is pending deletion.",
      {
        rotationStep: "testSecret",
        key: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      },
    ],
    ["with the step alone", "finishSecret failed", { rotationStep: "finishSecret" }],
    ["of another kind", "Access denied for ines@tocsin.example", {}],
    ["that is missing", undefined, {}],
  ])("%s is taken as far as it goes", (_title, errorMessage, attributes) => {
    expect(only(withDetail(samples.rotationFailed, { errorMessage })).statement.attributes).toEqual(attributes);
  });

  test("leaves the condition's own remedy when it names no function", () => {
    expect(only(samples.rotationFailedOfRds).statement.remedy).toBeUndefined();
  });
});

describe("the secret's ARN is found", () => {
  const nameless = {
    requestID: "0b9f3c55-6a2e-4d0f-9d3b-5c1f2e7a8b90",
    additionalEventData: null,
    responseElements: null,
    requestParameters: null,
  };
  test.each<[string, Sample, object, string]>([
    ["in the response", "restored", { responseElements: { arn: ORDERS } }, ORDERS],
    ["in the response of old", "restored", { responseElements: { aRN: ORDERS } }, ORDERS],
    ["in the event's additional SecretId", "rotationSucceeded", { additionalEventData: { SecretId: ORDERS } }, ORDERS],
    ["in the event's additional ARN", "versionDeletionCancelled", { additionalEventData: { ARN: ORDERS } }, ORDERS],
    ["in the service event's details", "rotationSucceeded", { serviceEventDetails: { secretId: ORDERS } }, ORDERS],
    ["in the record's resources", "rotationSucceeded", { resources: [{ type: "x" }, { ARN: ORDERS }] }, ORDERS],
    [
      "in a rotation's request id",
      "rotationSucceeded",
      { requestID: `Rotation-${ORDERS}-4f9f4f04-3f59-4b83-8a3c-6f7d2f0e9a11` },
      ORDERS,
    ],
    [
      "in a deletion's request id",
      "versionDeletionCancelled",
      { requestID: `SecretDeleteMessage:${ORDERS}:2026-12-19T02:17:48Z:Forced` },
      ORDERS,
    ],
    ["in the request", "restored", { requestParameters: { secretId: ORDERS } }, ORDERS],
    [
      "in the request without its random end",
      "restored",
      { requestParameters: { secretId: ORDERS.slice(0, -7) } },
      ORDERS.slice(0, -7),
    ],
    [
      "by the bare name in the request, in the record's account and region",
      "restored",
      {
        requestParameters: { secretId: "orders/db" },
        recipientAccountId: "222233334444",
        awsRegion: "us-gov-west-1",
      },
      "arn:aws-us-gov:secretsmanager:us-gov-west-1:222233334444:secret:orders/db",
    ],
    [
      "by the bare name in the envelope's account when the record has none",
      "restored",
      { requestParameters: { secretId: "orders/db" }, recipientAccountId: null },
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db",
    ],
    [
      "in the response before the request",
      "restored",
      { requestParameters: { secretId: ORDERS.slice(0, -7) }, responseElements: { arn: ORDERS } },
      ORDERS,
    ],
    [
      "behind a place that holds something else",
      "rotationSucceeded",
      { additionalEventData: { SecretId: "orders/db", ARN: ORDERS } },
      ORDERS,
    ],
  ])("%s", (_title, name, detail, arn) => {
    const account = /:(\d{12}):/.exec(arn)?.[1];
    expect(only({ ...withDetail(samples[name], { ...nameless, ...detail }), account }).identity.resource).toBe(arn);
  });

  test("and gives account and region, wherever the record was received", () => {
    const received = { ...samples.rotationFailed, region: "us-east-1" };
    expect(only(received).identity).toMatchObject({ account: "111122223333", region: "eu-west-1" });
    expect(only(received).alertId).toBe(only(samples.rotationFailed).alertId);
  });

  test("and its random end is no part of the name", () => {
    const { statement } = only(samples.rotationFailed);
    expect(statement.title).toBe("Rotation of secret orders/db fails");
    expect(statement.link).toBe(
      "https://eu-west-1.console.aws.amazon.com/secretsmanager/secret?name=orders%2Fdb&region=eu-west-1",
    );
    expect(only(samples.rotationFailedOfRds).statement.title).toContain("rds!cluster-0d1e2f3a");
  });

  test("but what a caller writes is taken as it is: a name may end like one", () => {
    const event = withDetail(samples.restored, {
      ...nameless,
      requestParameters: { secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-secret" },
    });
    expect(only(event).statement.title).toBe("Secret orders-secret is restored");
  });
});

describe("a refusal names the field", () => {
  const nothing = { additionalEventData: null, responseElements: null, requestParameters: null, requestID: "none" };
  test.each<[string, object, string]>([
    ["a label of no secret", { ...samples.labelUpdated, resources: [] }, "resources[0]"],
    ["a label of something else", { ...samples.labelUpdated, resources: ["arn:aws:s3:::orders"] }, "resources[0]"],
    ["a service event of no secret", withDetail(samples.rotationFailed, nothing), "detail"],
    [
      "a service event of something else",
      withDetail(samples.rotationFailed, {
        ...nothing,
        additionalEventData: { SecretId: "arn:aws:lambda:eu-west-1:111122223333:function:f" },
      }),
      "detail.additionalEventData.SecretId",
    ],
    [
      "the place that should have named it",
      withDetail(samples.rotationFailedOfRds, {
        serviceEventDetails: { secretId: "arn:aws:secretsmanager:eu-west-1:1:secret:a" },
      }),
      "detail.serviceEventDetails.secretId",
    ],
    [
      "a forced replication to no Region",
      withDetail(samples.replicatedByForce, {
        requestParameters: { secretId: "orders/db", addReplicaRegions: [{}], forceOverwriteReplicaSecret: true },
      }),
      "detail.requestParameters.addReplicaRegions[0]",
    ],
    [
      "a secret that is created with a name that none can have",
      withDetail(samples.createdByForce, {
        ...nothing,
        requestParameters: { name: "orders; rm", forceOverwriteReplicaSecret: true },
      }),
      "detail.requestParameters.name",
    ],
    [
      "a response of another account than there can be, whatever the caller said",
      withDetail(samples.deletionScheduled, {
        responseElements: { arn: "arn:aws:secretsmanager:eu-west-1:11112222333:secret:orders/db-Ab12Cd" },
      }),
      "detail.responseElements.arn",
    ],
    [
      "an ARN of no partition",
      { ...samples.labelUpdated, resources: ["arn:x y:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd"] },
      "resources[0]",
    ],
    [
      "parameters that are a list",
      withDetail(samples.deletionForced, { requestParameters: [] }),
      "detail.requestParameters",
    ],
    ["a response that is a list", withDetail(samples.restored, { responseElements: [] }), "detail.responseElements"],
    [
      "a recovery window longer than any",
      withDetail(samples.deletionScheduled, { requestParameters: { recoveryWindowInDays: 366 } }),
      "detail.requestParameters.recoveryWindowInDays",
    ],
    ["a call of no secret", withDetail(samples.restored, nothing), "detail"],
    [
      "a call of a name that no secret can have",
      withDetail(samples.restored, { ...nothing, requestParameters: { secretId: "orders; rm" } }),
      "detail.requestParameters.secretId",
    ],
    [
      "a secret that is a number",
      withDetail(samples.restored, { requestParameters: { secretId: 7 } }),
      "detail.requestParameters.secretId",
    ],
    ["an unknown call", withDetail(samples.restored, { eventName: "GetSecretValue" }), "detail.eventName"],
    ["a record without a time", withDetail(samples.rotationFailed, { eventTime: undefined }), "detail.eventTime"],
    ["a record without a region", withDetail(samples.restored, { awsRegion: undefined }), "detail.awsRegion"],
    [
      "a recipient that is no account",
      withDetail(samples.restored, { recipientAccountId: "12345" }),
      "detail.recipientAccountId",
    ],
    [
      "a recovery window that is a text",
      withDetail(samples.deletionScheduled, { requestParameters: { recoveryWindowInDays: "7" } }),
      "detail.requestParameters.recoveryWindowInDays",
    ],
    [
      "a recovery window that lies in the past",
      withDetail(samples.deletionScheduled, { requestParameters: { recoveryWindowInDays: -7 } }),
      "detail.requestParameters.recoveryWindowInDays",
    ],
    ["a policy that cannot be read", samples.policyUnreadable, "detail.requestParameters.resourcePolicy"],
    [
      "a policy that is missing",
      withDetail(samples.openedToEveryone, { requestParameters: { secretId: "orders/db" } }),
      "detail.requestParameters.resourcePolicy",
    ],
    [
      "a policy without parameters",
      withDetail(samples.openedToEveryone, { requestParameters: null }),
      "detail.requestParameters",
    ],
  ])("%s", (_title, event, path) => {
    expect(read(event)).toMatchObject({ outcome: "refused", refusal: { path } });
  });

  test("and says that a place of a replica names no Region, not that the place is missing", () => {
    const addReplicaRegions = [{ kmsKeyId: "alias/aws/secretsmanager" }];
    const requestParameters = { secretId: "orders/db", addReplicaRegions, forceOverwriteReplicaSecret: true };
    expect(read(withDetail(samples.replicatedByForce, { requestParameters }))).toMatchObject({
      refusal: { path: "detail.requestParameters.addReplicaRegions[0]", problem: "names no Region" },
    });
  });
});
