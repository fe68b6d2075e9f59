import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import type { DeployedKey, DeployedTable } from "@tocsin/aws/deployed/table";
import { known } from "@tocsin/aws/prerequisites/asked";
import { describe, expect, test } from "vitest";
import { judgeKey, judgeTable } from "./judge-table.ts";

const arn = "arn:aws:kms:eu-central-1:111122223333:key/1";
const denied = (permission: string) => ({ known: false, why: "denied", permission, problem: "no" }) as const;

describe("the table", () => {
  const indexes = new Map(Object.keys(alertsSchema.indexes).map((name) => [name, true]));
  const table: DeployedTable = {
    status: "ACTIVE",
    indexes,
    streamArn: "arn:stream",
    keyArn: arn,
    hasRecovery: known(true),
    timeToLive: known(alertsSchema.timeToLive),
  };
  test.each<[string, Partial<DeployedTable>, string, string]>([
    ["is well as it is deployed", {}, "ok", "active"],
    ["that is being updated is to be looked at again", { status: "UPDATING" }, "warning", "UPDATING"],
    ["that lacks an index fails", { indexes: new Map([...indexes].slice(1)) }, "failed", "open"],
    ["of which an index is being made fails", { indexes: new Map(indexes).set("due", false) }, "failed", "due"],
    ["without a stream fails", { streamArn: undefined }, "failed", "no stream"],
    ["of another key fails", { keyArn: undefined }, "failed", "a key of AWS"],
    ["without recovery fails", { hasRecovery: known(false) }, "failed", "recovery"],
    ["that expires nothing fails", { timeToLive: known(undefined) }, "failed", "expires no items"],
    [
      "of which the recovery may not be asked cannot be checked",
      { hasRecovery: denied("dynamodb:DescribeContinuousBackups") },
      "could-not-check",
      "denied",
    ],
    [
      "that fails in one way fails, whatever may not be asked",
      { hasRecovery: denied("dynamodb:DescribeContinuousBackups"), keyArn: "arn:other" },
      "failed",
      "arn:other",
    ],
  ])("%s", (_title, changed, state, what) => {
    expect(judgeTable({ ...table, ...changed }, arn)).toMatchObject({ state, what: expect.stringContaining(what) });
  });
});

describe("the key", () => {
  const functions = new Map([["oncall", known({})]]);
  const role = "arn:aws:sts::111122223333:assumed-role/tocsin-prod-oncall/tocsin-prod-oncall";
  const key: DeployedKey = {
    arn,
    isEnabled: true,
    state: "Enabled",
    isRotated: known(true),
    grantees: known(["dynamodb.eu-central-1.amazonaws.com", role]),
  };
  test.each<[string, Partial<DeployedKey>, string, string]>([
    ["is well as it is deployed", {}, "ok", "grants"],
    ["that is to be deleted fails", { isEnabled: false, state: "PendingDeletion" }, "failed", "PendingDeletion"],
    ["that is not rotated is a warning", { isRotated: known(false) }, "warning", "rotated"],
    ["without a grant of DynamoDB is a warning", { grantees: known([role]) }, "warning", "DynamoDB"],
    [
      "without that of a function is a warning, which names it",
      { grantees: known(["dynamodb.eu-central-1.amazonaws.com"]) },
      "warning",
      "oncall",
    ],
    [
      "of which the grants may not be listed cannot be checked",
      { grantees: denied("kms:ListGrants") },
      "could-not-check",
      "denied",
    ],
  ])("%s", (_title, changed, state, what) => {
    expect(judgeKey({ ...key, ...changed }, "tocsin-prod", functions)).toMatchObject({
      state,
      what: expect.stringContaining(what),
    });
  });
});
