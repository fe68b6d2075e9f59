import { actorText } from "@tocsin/core/alert/actor";
import { instant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordedCall, serviceBehind } from "./caller.ts";
import { hadEffect } from "./cloudtrail.ts";

const owner = "111122223333";
const call = {
  eventName: "DeleteDetector",
  eventTime: instant("2026-11-12T09:14:00Z"),
  eventID: "8f1c1d3e-0000-4000-8000-000000000001",
  sourceIPAddress: "198.51.100.7",
};

const role = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLE:alice@example.com",
  arn: "arn:aws:sts::111122223333:assumed-role/deploy/alice@example.com",
  accountId: owner,
  sessionContext: {
    sessionIssuer: { type: "Role", arn: "arn:aws:iam::111122223333:role/deploy", accountId: owner, userName: "deploy" },
  },
};

const rds = {
  type: "AssumedRole",
  arn: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForRDS/RDS",
  accountId: owner,
  invokedBy: "rds.amazonaws.com",
  sessionContext: {
    sessionIssuer: {
      arn: "arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS",
      userName: "AWSServiceRoleForRDS",
    },
  },
};

describe("who made a call", () => {
  test.each<readonly [string, object, string]>([
    ["a role, with the name of its session", role, "role deploy, session alice@example.com, of account 111122223333"],
    [
      "a role of which only the ARN is there",
      { ...role, sessionContext: undefined },
      "role deploy, session alice@example.com, of account 111122223333",
    ],
    [
      "a role whose session has a slash in its name",
      { ...role, arn: "arn:aws:sts::111122223333:assumed-role/deploy/a/b" },
      "role deploy, session a/b, of account 111122223333",
    ],
    [
      "a role of another account",
      { ...role, accountId: "222233334444" },
      "role deploy, session alice@example.com, of another account, 222233334444",
    ],
    ["a caller of a kind that every object has", { type: "__proto__", userName: "bob" }, "bob"],
    ["a user", { type: "IAMUser", userName: "bob", accountId: owner }, "user bob, of account 111122223333"],
    [
      "a user by the ARN, with its path",
      { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ops/bob", accountId: owner },
      "user bob, of account 111122223333",
    ],
    [
      "the root user",
      { type: "Root", arn: "arn:aws:iam::111122223333:root", accountId: owner },
      "the root user, of account 111122223333",
    ],
    ["a service", { type: "AWSService", invokedBy: "rds.amazonaws.com" }, "service rds.amazonaws.com"],
    [
      "a service whose record has no type",
      { accountId: owner, invokedBy: "secretsmanager.amazonaws.com" },
      "service secretsmanager.amazonaws.com, of account 111122223333",
    ],
    [
      "another account",
      { type: "AWSAccount", accountId: "222233334444", principalId: "AIDAEXAMPLE" },
      "AIDAEXAMPLE, of another account, 222233334444",
    ],
    [
      "a person of IAM Identity Center",
      { type: "IdentityCenterUser", principalId: "94482488-3041", accountId: owner },
      "federated 94482488-3041, of account 111122223333",
    ],
    ["a kind that is new", { type: "Robot", principalId: "r2", accountId: owner }, "r2, of account 111122223333"],
  ])("is %s", (_title, userIdentity, text) => {
    const { actor } = recordedCall({ ...call, userIdentity }, owner);
    expect(actor && actorText(actor)).toBe(text);
  });

  test("comes with the call, its time and address, and CloudTrail's id of it", () => {
    expect(recordedCall({ ...call, userIdentity: role }, owner, "it was planned")).toEqual({
      at: call.eventTime,
      sentAt: call.eventTime,
      eventId: call.eventID,
      actor: {
        kind: "role",
        name: "deploy",
        session: "alice@example.com",
        account: owner,
        isForeign: undefined,
        sourceAddress: "198.51.100.7",
        call: "DeleteDetector",
        at: call.eventTime,
        recordId: call.eventID,
        routine: "it was planned",
      },
    });
  });

  test("is left out where the record does not say, and never a reason to fail, whatever stands there", () => {
    expect(recordedCall(call, owner).actor).toBeUndefined();
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        fc.constantFrom("type", "arn", "sessionContext", "userName"),
        (a, b, field) => {
          const { actor } = recordedCall({ ...call, userIdentity: { ...role, [field]: a }, sourceIPAddress: b }, owner);
          expect(actor === undefined || typeof actor.name === "string").toBe(true);
          expect(() => recordedCall({ ...call, userIdentity: a }, owner)).not.toThrow();
        },
      ),
    );
  });
});

describe("the service behind a call", () => {
  test.each<readonly [string, unknown, string | undefined]>([
    ["is the one whose service-linked role it was", rds, "rds.amazonaws.com"],
    ["is the one that made it by itself", { type: "AWSService", invokedBy: "rds.amazonaws.com" }, "rds.amazonaws.com"],
    ["is none for a role of the organization's own", role, undefined],
    [
      "is none for a role that is only named like a service's",
      {
        ...rds,
        sessionContext: {
          sessionIssuer: {
            arn: "arn:aws:iam::111122223333:role/AWSServiceRoleForRDS",
            userName: "AWSServiceRoleForRDS",
          },
        },
      },
      undefined,
    ],
    ["is none where a service made it for a person", { ...role, invokedBy: "cloudformation.amazonaws.com" }, undefined],
    ["is none where nothing is said", undefined, undefined],
  ])("%s", (_title, userIdentity, service) => {
    expect(serviceBehind({ userIdentity })).toBe(service);
  });
});

describe("the effect of a call", () => {
  const answer = { answerHas: "version" } as const;
  test.each([
    ["is there without an error code", "no-error-code", {}, true],
    ["is there where the error code is null", "no-error-code", { errorCode: null }, true],
    ["is not there with one", "no-error-code", { errorCode: "AccessDenied" }, false],
    ["is there with an error, where a failed call may change something", "always", { errorCode: "Bad" }, true],
    ["is there where the answer has its field", answer, { responseElements: { version: 0 } }, true],
    ["is not there where the answer lacks it", answer, { responseElements: { tier: "Standard" } }, false],
    ["is not there where the field is null", answer, { responseElements: { version: null } }, false],
    ["is not there without an answer", answer, { responseElements: null }, false],
    ["is not there with an answer and an error", answer, { errorCode: "X", responseElements: { version: 1 } }, false],
  ] as const)("%s", (_title, evidence, record, isThere) => {
    expect(hadEffect(evidence, record)).toBe(isThere);
  });
});
