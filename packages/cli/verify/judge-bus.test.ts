import type { DeployedBus, DeployedRule } from "@tocsin/aws/deployed/bus";
import { known } from "@tocsin/aws/prerequisites/asked";
import { acm } from "@tocsin/sources/acm/source";
import { drill } from "@tocsin/sources/drill/source";
import { mailPattern } from "@tocsin/sources/mail/source";
import { describe, expect, test } from "vitest";
import { judgeArchive, judgeBus, judgeRule, judgeTopic } from "./judge-bus.ts";

const key = "arn:aws:kms:eu-central-1:111122223333:key/1";
const narrow = {
  StringEquals: { "aws:PrincipalOrgID": "o-a" },
  ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::*:role/tocsin-prod-forward-eu-central-1"] },
};
const policy = (...conditions: readonly (object | undefined)[]) =>
  JSON.stringify({ Statement: conditions.map((Condition) => ({ Effect: "Allow", Condition })) });
const bus: DeployedBus = { policy: policy(narrow), keyId: key, deadLetters: "arn:dlq" };

describe("the bus", () => {
  test.each<[string, DeployedBus, string, string]>([
    ["is well as it is deployed", bus, "ok", "lets in the forwarding roles"],
    ["of AWS's key fails", { ...bus, keyId: undefined }, "failed", "a key of AWS"],
    ["of another key fails", { ...bus, keyId: "arn:other" }, "failed", "arn:other"],
    ["without dead letters fails", { ...bus, deadLetters: undefined }, "failed", "no dead-letter queue"],
    ["without a policy fails, since no member can forward", { ...bus, policy: undefined }, "failed", "no policy"],
    ["that lets everybody in fails", { ...bus, policy: policy(undefined) }, "failed", "others than"],
    ["that lets others in besides fails", { ...bus, policy: policy(narrow, {}) }, "failed", "others than"],
    [
      "that lets in whoever is of the organization fails",
      { ...bus, policy: policy({ StringEquals: narrow.StringEquals }) },
      "failed",
      "others than",
    ],
    [
      "that lets in a role of whatever organization fails",
      { ...bus, policy: policy({ ArnLike: narrow.ArnLike }) },
      "failed",
      "others",
    ],
    ["that lets nobody in fails", { ...bus, policy: '{"Statement":[]}' }, "failed", "nobody"],
  ])("%s", (_title, given, state, what) => {
    expect(judgeBus(given, key)).toMatchObject({ state, what: expect.stringContaining(what) });
  });

  test("is not held to be of another key where the stack's is not known", () => {
    expect(judgeBus({ ...bus, keyId: "arn:other" }, undefined)).toMatchObject({ state: "ok" });
  });
});

test.each([
  ["is well while it is enabled, and says how much it holds", "ENABLED", "ok", "12 events"],
  ["fails when it is not, with the reason", "CREATE_FAILED", "failed", "CREATE_FAILED: no key"],
])("the archive %s", (_title, state, expected, what) => {
  const archive = { state, reason: state === "ENABLED" ? undefined : "no key", eventCount: 12 };
  expect(judgeArchive(archive)).toMatchObject({ state: expected, what: expect.stringContaining(what) });
});

describe("a rule", () => {
  const account = "111122223333";
  const queue = (noun: string) => known([`arn:aws:sqs:eu-central-1:${account}:tocsin-prod-${noun}`]);
  const rule: DeployedRule = { isEnabled: true, pattern: JSON.stringify(acm.pattern), targets: queue("ingest-acm") };
  const ofDrills = (more: object): DeployedRule => ({
    isEnabled: true,
    pattern: JSON.stringify({ ...drill.pattern, ...more }),
    targets: queue("ingest-drill"),
  });

  const ofMails = (configurationSet: string): DeployedRule => ({
    isEnabled: true,
    pattern: JSON.stringify(mailPattern(configurationSet)),
    targets: queue("ingest-mail"),
  });

  test.each<[string, string, DeployedRule, string, string]>([
    ["is well as it is deployed", "ingest-acm", rule, "ok", "enabled"],
    ["that is disabled fails", "ingest-acm", { ...rule, isEnabled: false }, "failed", "disabled"],
    ["of another version's pattern fails", "ingest-acm", { ...rule, pattern: "{}" }, "failed", "another pattern"],
    [
      "that sends to another queue fails",
      "ingest-acm",
      { ...rule, targets: queue("ingest-ssm") },
      "failed",
      "ingest-ssm",
    ],
    ["that sends nowhere fails", "ingest-acm", { ...rule, targets: known([]) }, "failed", "nothing"],
    [
      "whose targets may not be listed cannot be checked",
      "ingest-acm",
      { ...rule, targets: { known: false, why: "denied", permission: "events:ListTargetsByRule", problem: "no" } },
      "could-not-check",
      "denied",
    ],
    ["of mails takes those of the stage", "ingest-mail", ofMails("tocsin-prod-email"), "ok", "enabled"],
    [
      "of mails that takes another stage's fails",
      "ingest-mail",
      ofMails("tocsin-dev-email"),
      "failed",
      "another pattern",
    ],
    [
      "of mails that is disabled misses what no archive has",
      "ingest-mail",
      { ...ofMails("tocsin-prod-email"), isEnabled: false },
      "failed",
      "nobody hears",
    ],
    ["of drills takes those of this account alone", "ingest-drill", ofDrills({ account: [account] }), "ok", "enabled"],
    ["of drills that takes those of others fails", "ingest-drill", ofDrills({}), "failed", "another pattern"],
    [
      "of members' alarms sends to the topic of alarms",
      "member-alarms",
      { isEnabled: true, targets: known(["arn:aws:sns:eu-central-1:1:tocsin-prod-alarms"]) },
      "ok",
      "enabled",
    ],
  ])("%s", (_title, noun, given, state, what) => {
    expect(judgeRule(noun, given, "tocsin-prod", account)).toMatchObject({
      state,
      what: expect.stringContaining(what),
    });
  });
});

test.each([
  ["is well where it refuses what comes without TLS", key, { Bool: { "aws:SecureTransport": "false" } }, "ok"],
  ["fails where it does not", key, {}, "failed"],
  ["of another key fails", "alias/aws/sns", { Bool: { "aws:SecureTransport": "false" } }, "failed"],
])("a topic %s", (_title, keyId, Condition, state) => {
  const given = JSON.stringify({ Statement: [{ Effect: "Deny", Condition }] });
  expect(judgeTopic({ keyId, policy: given, subscriptions: known([]) }, key)).toMatchObject({ state });
});
