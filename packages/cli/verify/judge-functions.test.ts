import type { DeployedFunction, DeployedMapping } from "@tocsin/aws/deployed/functions";
import type { DeployedQueue } from "@tocsin/aws/deployed/queues";
import { describe, expect, test } from "vitest";
import {
  judgeDeadLetters,
  judgeErrors,
  judgeFunction,
  judgeMappings,
  judgeQueue,
  judgeSchedule,
} from "./judge-functions.ts";
import { sumNames } from "./parts.ts";

const key = "arn:aws:kms:eu-central-1:111122223333:key/1";

describe("a function", () => {
  const fn: DeployedFunction = { state: "Active", lastUpdate: "Successful", keyArn: key };
  test.each<[string, DeployedFunction, string, string]>([
    ["is well as it is deployed", fn, "ok", "can run"],
    ["that nobody has called for weeks is well", { ...fn, state: "Inactive" }, "ok", "can run"],
    ["that is being made is to be looked at again", { ...fn, state: "Pending" }, "warning", "being made"],
    ["that is being updated is to be looked at again", { ...fn, lastUpdate: "InProgress" }, "warning", "updated"],
    ["that failed fails with the reason", { ...fn, state: "Failed", reason: "no key" }, "failed", "Failed: no key"],
    ["whose update failed fails", { ...fn, lastUpdate: "Failed", reason: "no key" }, "failed", "not updated: no key"],
    ["whose environment is under a key of AWS fails", { ...fn, keyArn: undefined }, "failed", "a key of AWS"],
  ])("%s", (_title, given, state, what) => {
    expect(judgeFunction(given, key)).toMatchObject({ state, what: expect.stringContaining(what) });
  });
});

describe("what feeds a function", () => {
  const mapping: DeployedMapping = { state: "Enabled", lastResult: "OK" };
  test.each<[string, readonly DeployedMapping[], string]>([
    ["is well while it is enabled", [mapping], "ok"],
    ["is well before anything came", [{ ...mapping, lastResult: "No records processed" }], "ok"],
    ["fails where there is nothing", [], "failed"],
    ["fails where it is disabled", [{ ...mapping, state: "Disabled" }], "failed"],
    ["fails where Lambda cannot read it", [{ ...mapping, lastResult: "PROBLEM: Lambda internal error" }], "failed"],
    ["is to be looked at again while it changes", [{ ...mapping, state: "Enabling" }], "warning"],
    ["is as bad as the worst of several", [mapping, { ...mapping, state: "Disabled" }], "failed"],
  ])("%s", (_title, given, state) => expect(judgeMappings(given)).toMatchObject({ state }));
});

describe("errors", () => {
  const sums = (runs: number, errors: number) =>
    new Map([
      [sumNames.runs("oncall"), runs],
      [sumNames.errors("oncall"), errors],
    ]);
  test.each([
    ["are none where it ran without any", sums(3, 0), "ok", "3 runs"],
    ["are a warning, with where to read them", sums(3, 1), "warning", "1 error in 3 runs"],
    ["are not known where it has not run", new Map(), "warning", "has not run"],
  ])("%s", (_title, given, state, what) => {
    expect(judgeErrors("oncall", given, "tocsin-prod")).toMatchObject({ state, what: expect.stringContaining(what) });
  });

  test.each(["review", "directory"])("%s, which runs by the clock, fails where it has not run", (noun) => {
    expect(judgeErrors(noun, new Map(), "tocsin-prod")).toMatchObject({ state: "failed" });
  });
});

describe("a queue", () => {
  const queue: DeployedQueue = {
    waiting: 2,
    keyId: key,
    deadLetters: "arn:aws:sqs:r:1:tocsin-prod-oncall-dlq",
  };
  test.each<[string, DeployedQueue, string]>([
    ["is well as it is deployed", queue, "ok"],
    ["without dead letters fails", { ...queue, deadLetters: undefined }, "failed"],
    ["with those of another fails", { ...queue, deadLetters: "arn:aws:sqs:r:1:tocsin-prod-acm-dlq" }, "failed"],
    ["of another key fails", { ...queue, keyId: undefined }, "failed"],
  ])("%s", (_title, given, state) => expect(judgeQueue("oncall", given, key)).toMatchObject({ state }));

  test.each([
    ["that is empty is well", 0, "ok"],
    ["that holds something is a warning", 1, "warning"],
  ])("of dead letters %s", (_title, waiting, state) => {
    expect(judgeDeadLetters("oncall", { ...queue, waiting })).toMatchObject({ state });
  });
});

test.each([
  ["is well while it is enabled", "ENABLED", "ok"],
  ["fails when it is not", "DISABLED", "failed"],
])("a schedule %s", (_title, given, state) => expect(judgeSchedule(given)).toMatchObject({ state }));
