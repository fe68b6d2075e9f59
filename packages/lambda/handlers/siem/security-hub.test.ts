import { createSecurityHub, type SecurityHubCalls } from "@tocsin/aws/security-hub";
import { asffOf } from "@tocsin/channels/security-hub/asff-finding";
import {
  createSecurityHubAccount,
  invalidInput,
  type SecurityHubAccount,
} from "@tocsin/channels/testing/security-hub-account";
import { type Status, statuses } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { alertOf, day, sees } from "@tocsin/core/testing/timeline";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subscriberSettings } from "../../deployment/settings.ts";
import { announcement } from "../../testing/sample-alert.ts";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../../testing/sample-batch.ts";
import { securityHubHandler } from "./security-hub.ts";

const account = "999988887777";
const place = { partition: "aws", region: "eu-central-1", account, prefix: "tocsin-prod" };
const certificate = alertOf(sees("acm", day(1)));

function headOf(id: string, version: number, status: Status): Head {
  const { view } = evaluate(certificate, defaultWorld, day(2));
  return {
    ...{ alert: certificate, version, wasOpen: true, notified: true, episodes: 1, worldVersion: "0.0", lastHash: "" },
    view: { ...view, id, status },
    // All within one millisecond, as in a storm.
    evaluatedAt: instant("2026-11-20T12:00:00Z"),
  };
}

/** Heads as the table has them, read again whenever they are asked for. */
function tableOf(...heads: readonly Head[]) {
  const table = new Map(heads.map((head) => [head.view.id, head]));
  return {
    table,
    alerts: {
      async *heads(ids: Iterable<string> | AsyncIterable<string>) {
        for await (const id of ids) {
          const value = table.get(id);
          if (value) yield { ok: true, value } as const;
        }
      },
    },
  };
}

function setUp(hub: SecurityHubCalls, ...heads: readonly Head[]) {
  const { table, alerts } = tableOf(...heads);
  const telemetry = recordingTelemetry();
  const { dead, deadLetters } = recordingDeadLetters();
  const handler = securityHubHandler({ alerts, securityHub: createSecurityHub(hub), place, deadLetters, telemetry });
  const handle = async (...Records: SQSRecord[]) => failedOf(await handler({ Records }, context));
  return { table, handle, dead, telemetry };
}

const told = (alertId: string, version = 1) => message(`${alertId}${version}`, announcement({ alertId, version }));

const lastOf = (record: SQSRecord): SQSRecord => ({
  ...record,
  attributes: { ...record.attributes, ApproximateReceiveCount: String(subscriberSettings.maxReceiveCount) },
});

function expectInStep(hub: SecurityHubAccount, table: ReadonlyMap<string, Head>): void {
  const expected = [...table.values()].map((head) => JSON.parse(JSON.stringify(asffOf(head, place))));
  expect([...hub.findings.values()].toSorted((a, b) => (a.Id < b.Id ? -1 : 1))).toEqual(
    expected.toSorted((a, b) => (a.Id < b.Id ? -1 : 1)),
  );
}

test("writes each alert once, as it is now, whatever its announcements say", async () => {
  const hub = createSecurityHubAccount(account);
  const { table, handle, dead } = setUp(hub, headOf("a", 3, "RESOLVED"), headOf("b", 1, "OPEN"));
  expect(await handle(told("a", 2), told("b"), told("a", 1), told("a", 3))).toEqual([]);
  expect(hub.calls.filter(({ name }) => name === "BatchImportFindings").map(({ ids }) => ids.length)).toEqual([2]);
  expect(hub.findings.get("tocsin-prod/a")).toMatchObject({
    RecordState: "ARCHIVED",
    Workflow: { Status: "RESOLVED" },
  });
  expectInStep(hub, table);
  expect(dead).toEqual([]);
});

test("follows an alert through its life, workflow status included", async () => {
  const hub = createSecurityHubAccount(account);
  const { table, handle } = setUp(hub);
  for (const [i, status] of (["OPEN", "ACKNOWLEDGED", "RESOLVED", "OPEN", "SUPPRESSED"] as const).entries()) {
    table.set("a", headOf("a", i + 1, status));
    expect(await handle(told("a", i + 1))).toEqual([]);
    expectInStep(hub, table);
  }
});

describe("a finding that Security Hub does not take", () => {
  test("for what is in it becomes a dead letter at once, with the reason, and the others are written", async () => {
    const hub = createSecurityHubAccount(account);
    hub.refuseNext("tocsin-prod/a", "InvalidInput");
    const { handle, dead } = setUp(hub, headOf("a", 1, "OPEN"), headOf("b", 1, "OPEN"));
    expect(await handle(told("a"), told("b"))).toEqual([]);
    expect(dead).toEqual([expect.stringMatching(/^a1 .*BatchImportFindings did not take a finding: InvalidInput/)]);
    expect([...hub.findings.keys()]).toEqual(["tocsin-prod/b"]);
  });

  test.each(["InternalFailure", "ConcurrentUpdateError"])("by %s is tried again, and then is there", async (code) => {
    const hub = createSecurityHubAccount(account);
    hub.refuseNext("tocsin-prod/a", code);
    const { table, handle, dead } = setUp(hub, headOf("a", 1, "ACKNOWLEDGED"), headOf("b", 1, "OPEN"));
    expect(await handle(told("a"), told("b"))).toEqual(["a1"]);
    expect(await handle(told("a"))).toEqual([]);
    expectInStep(hub, table);
    expect(dead).toEqual([]);
  });

  test("at the last delivery becomes a dead letter with its reason", async () => {
    const hub = createSecurityHubAccount(account);
    hub.refuseNext("tocsin-prod/a", "InternalFailure");
    const { handle, dead } = setUp(hub, headOf("a", 1, "OPEN"));
    expect(await handle(lastOf(told("a")))).toEqual([]);
    expect(dead).toEqual([expect.stringMatching(/^a1 failed at the last of 5 deliveries: .*InternalFailure/)]);
  });
});

test("where Security Hub refuses a whole request for one finding, that one alone becomes a dead letter", async () => {
  const hub = createSecurityHubAccount(account);
  hub.failNext("BatchImportFindings", invalidInput("the request cannot be read"));
  hub.failNext("BatchImportFindings", invalidInput("the request cannot be read"));
  const { handle, dead } = setUp(hub, headOf("a", 1, "OPEN"), headOf("b", 1, "OPEN"));
  expect(await handle(told("a"), told("b"))).toEqual([]);
  expect(dead).toEqual([expect.stringMatching(/^a1 .*InvalidInputException/)]);
  expect([...hub.findings.keys()]).toEqual(["tocsin-prod/b"]);
});

test("where Security Hub is not enabled, or a call is throttled, all is tried again", async () => {
  const hub = createSecurityHubAccount(account);
  hub.failNext("BatchImportFindings", Object.assign(new Error("not subscribed"), { name: "InvalidAccessException" }));
  const { table, handle, dead } = setUp(hub, headOf("a", 1, "SUPPRESSED"), headOf("b", 1, "OPEN"));
  expect(await handle(told("a"), told("b"))).toHaveLength(2);
  hub.failNext("BatchUpdateFindings", Object.assign(new Error("too fast"), { name: "TooManyRequestsException" }));
  expect(await handle(told("a"), told("b"))).toHaveLength(1);
  expect(await handle(told("a"), told("b"))).toEqual([]);
  expectInStep(hub, table);
  expect(dead).toEqual([]);
});

test("what is no announcement, and what the table does not know, becomes a dead letter alone", async () => {
  const hub = createSecurityHubAccount(account);
  const { handle, dead } = setUp(hub, headOf("a", 1, "OPEN"));
  expect(await handle(message("x", "{"), told("gone"), told("a"))).toEqual([]);
  expect(dead.toSorted()).toEqual([
    expect.stringMatching(/^gone1 .*the table has no such alert/),
    expect.stringMatching(/^x .*is not JSON/),
  ]);
  expect([...hub.findings.keys()]).toEqual(["tocsin-prod/a"]);
});

test("ends in step with the table, however two invocations and a writer come between each other", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom(...statuses), { minLength: 2, maxLength: 4 }),
      async (scheduler, lives) => {
        const hub = createSecurityHubAccount(account);
        const slow: SecurityHubCalls = {
          batchImportFindings: scheduler.scheduleFunction(hub.batchImportFindings),
          batchUpdateFindings: scheduler.scheduleFunction(hub.batchUpdateFindings),
        };
        const { table, handle, dead } = setUp(slow);
        let left = lives.map((status, i) => ({ version: i + 1, status }));
        const delivered: Promise<unknown>[] = [];
        scheduler.scheduleSequence(
          lives.map((_status, i) => async () => {
            const [next, ...rest] = left;
            left = rest;
            if (next) table.set("a", headOf("a", next.version, next.status));
            delivered.push(handle(told("a", i + 1)));
          }),
        );
        await scheduler.waitIdle();
        await Promise.all(delivered);
        expectInStep(hub, table);
        expect(dead).toEqual([]);
      },
    ),
  );
});
