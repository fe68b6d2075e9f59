import type { AlertsWriter, Applied } from "@tocsin/aws/alerts/alerts-writer";
import { CallError } from "@tocsin/aws/call";
import type { Cell } from "@tocsin/core/alert/baseline";
import { type Instant, instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { type Change, fold } from "@tocsin/core/transition/fold";
import { acm } from "@tocsin/sources/acm/source";
import { samples as drills } from "@tocsin/sources/drill/samples";
import { drill } from "@tocsin/sources/drill/source";
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import type { Source } from "@tocsin/sources/source";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { ingestSettings } from "../deployment/settings.ts";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../testing/sample-batch.ts";
import { ingestHandler } from "./ingest.ts";

const now = instant("2026-11-20T12:00:00Z");
const latest = instant("2026-11-21T12:00:00Z");

/** Says that certificate number `n` expires in 40 days. */
function expiry(n: number, { id = `event-${n}`, time = "2026-11-20T06:00:00Z", detail = {} } = {}) {
  return {
    version: "0",
    id,
    "detail-type": "ACM Certificate Approaching Expiration",
    source: "aws.acm",
    account: "111122223333",
    time,
    region: "eu-west-1",
    resources: [`arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-00000000000${n}`],
    detail: { DaysToExpiry: 40, CommonName: `shop-${n}.example.com`, ...detail },
  };
}

/** A renewal that ACM tells of but that needs nothing. */
function withoutDays(n: number) {
  return expiry(n, { detail: { DaysToExpiry: undefined } });
}

/** A table that is new, and fails to write the alerts that `failing` picks, for a while or for good. */
function newTable(failing: (change: Change) => boolean = () => false, retryable = true) {
  const calls: (readonly Change[])[] = [];
  const alerts: AlertsWriter = {
    async apply(changes, world, at) {
      calls.push(changes);
      return changes.map(
        (change): Applied =>
          failing(change)
            ? { ok: false, error: new CallError("TransactWriteItems failed", retryable) }
            : { ok: true, ...fold(undefined, change, world, at) },
      );
    },
  };
  return { alerts, calls };
}

function setUp({
  table = newTable(),
  letters = recordingDeadLetters(),
  source = acm,
  findingsOfBefore = "baseline",
  firstHeardAt = {},
}: {
  table?: Pick<ReturnType<typeof newTable>, "alerts"> & { readonly calls?: readonly (readonly Change[])[] };
  letters?: ReturnType<typeof recordingDeadLetters>;
  source?: Source;
  findingsOfBefore?: "baseline" | "news";
  /** By account; of all others nothing was heard before. */
  firstHeardAt?: Readonly<Record<string, Instant>>;
} = {}) {
  const telemetry = recordingTelemetry();
  const loads: string[] = [];
  const heard: Cell[] = [];
  const handler = ingestHandler({
    administrators: "unknown",
    source,
    alerts: table.alerts,
    cells: {
      async hear(cells) {
        heard.push(...cells);
        return { of: ({ account }) => firstHeardAt[account] ?? now };
      },
    },
    findingsOfBefore,
    deadLetters: letters.deadLetters,
    world: async () => {
      loads.push("world");
      return defaultWorld;
    },
    reload: async () => {
      loads.push("reload");
      return defaultWorld;
    },
    now: () => now,
    latest: () => latest,
    telemetry,
  });
  return {
    telemetry,
    loads,
    heard,
    dead: letters.dead,
    calls: table.calls ?? [],
    deliver: (...Records: readonly SQSRecord[]) => handler({ Records: [...Records] }, context),
  };
}

/** AWS Config finds certificate number 1 to be compliant. */
const configResult = {
  ...expiry(1),
  "detail-type": "Config Rules Compliance Change",
  source: "aws.config",
  detail: {
    awsAccountId: "111122223333",
    awsRegion: "eu-west-1",
    configRuleName: "acm-certificate-expiration-check",
    resourceId: "00000000-0000-4000-8000-000000000001",
    newEvaluationResult: { complianceType: "COMPLIANT" },
  },
};

describe("what cannot be read", () => {
  const hostile = JSON.stringify(expiry(1)).replace('"CommonName"', '"__proto__"');
  const large = JSON.stringify(expiry(1, { detail: { padding: "x".repeat(1_048_576) } }));
  test.each([
    ["is not JSON", "{", "is not JSON"],
    ["is JSON, but no object", "[]", /^expected|is missing/],
    ["lacks an envelope field", { ...expiry(1), account: undefined }, "account: is missing"],
    ["lacks a field of its service", withoutDays(1), "detail.DaysToExpiry: is missing"],
    ["has a key that plays with prototypes", hostile, "detail.__proto__: is a key that is never accepted"],
    ["is larger than an event can be", large, "is larger than 1048576 bytes"],
    ["claims to come from the future", expiry(1, { time: "2026-11-21T12:00:01Z" }), "time: lies in the future"],
    [
      "claims to have been said in the future",
      {
        ...configResult,
        detail: { ...configResult.detail, notificationCreationTime: "2026-11-22T00:00:00Z" },
      },
      "detail.notificationCreationTime: lies in the future",
    ],
  ])("makes a dead letter of an event that %s, with its reason, at once and for good", async (_, body, reason) => {
    const { deliver, dead, telemetry, calls } = setUp();
    const response = await deliver(message("bad", body), message("good", expiry(2)));
    expect(failedOf(response)).toEqual([]);
    expect(dead).toEqual([typeof reason === "string" ? `bad ${reason}` : expect.stringMatching(/^bad ./)]);
    expect(telemetry.counted).toContain("events refused 1");
    // Its batch-mate is applied.
    expect(calls.flat().length).toBe(1);
    expect(telemetry.counted).toContain("observations opened 1");
  });

  test("does not repeat a secret in the path of the field that lies in the future", async () => {
    const { deliver, dead } = setUp();
    const detail = { AKIAIOSFODNN7TOCSIN1: "2026-11-22T00:00:00Z", ...configResult.detail };
    const notificationCreationTime = "2026-11-22T00:00:00Z";
    await deliver(message("m1", { ...configResult, detail: { ...detail, notificationCreationTime } }));
    expect(dead).toEqual(["m1 detail.[access key]: lies in the future"]);
  });

  test("believes a statement that is as late as clocks may differ", async () => {
    const { deliver, dead, telemetry } = setUp();
    await deliver(message("m1", expiry(1, { time: "2026-11-21T12:00:00Z" })));
    expect(dead).toEqual([]);
    expect(telemetry.counted).toContain("events observed 1");
  });

  test("leaves a message in its queue when it cannot become a dead letter, and ends its batch-mates", async () => {
    const failure = new CallError("SendMessage failed", true);
    const { deliver, telemetry } = setUp({ letters: recordingDeadLetters(failure, failure) });
    const response = await deliver(message("m1", "{"), message("m2", expiry(2)), message("m3", "}"));
    expect(failedOf(response)).toEqual(["m1", "m3"]);
    expect(telemetry.counted).not.toContain("events refused 1");
  });

  test("logs the reason and never the value", async () => {
    const { deliver, telemetry } = setUp();
    await deliver(message("m1", { ...expiry(1), account: "AKIASECRET" }));
    expect(telemetry.logged.join()).toContain("account: expected an account id of 12 digits");
    expect(telemetry.logged.join()).not.toContain("AKIASECRET");
  });

  test("retries an event that its source throws at, and ends its batch-mates", async () => {
    const source: Source = {
      ...acm,
      read(event) {
        if (event.id === "event-1") throw new TypeError("the source has a bug");
        return acm.read(event, "unknown");
      },
    };
    const { deliver, dead, telemetry } = setUp({ source });
    const response = await deliver(message("m1", expiry(1)), message("m2", expiry(2)));
    expect(failedOf(response)).toEqual(["m1"]);
    expect(dead).toEqual([]);
    expect(telemetry.counted).toContain("observations opened 1");
  });
});

describe("what is observed", () => {
  test("folds the messages of a batch that touch one alert in one change of one call", async () => {
    const { deliver, calls, telemetry } = setUp();
    const again = { id: "event-1b", time: "2026-11-20T07:00:00Z" };
    await deliver(message("m1", expiry(1)), message("m2", expiry(2)), message("m3", expiry(1, again)));
    expect(calls.length).toBe(1);
    expect(calls[0]?.map(({ observations }) => observations.map(({ statement }) => statement.eventId))).toEqual([
      ["event-1", "event-1b"],
      ["event-2"],
    ]);
    const counts = telemetry.counted.flatMap((line) => (line.startsWith("observations ") ? [line.split(" ")[2]] : []));
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(3);
  });

  test("makes a dead letter of a message that can never be written, with its reason, and not of what shares its alert", async () => {
    // Only the change that holds the second message fails, alone or folded with the first.
    const isPoison = (change: Change) => change.observations.some(({ statement }) => statement.eventId.endsWith("2"));
    const { deliver, dead, telemetry } = setUp({ table: newTable(isPoison, false) });
    const [first, second] = [expiry(1, { id: "event-1" }), expiry(1, { id: "event-2" })];
    expect(failedOf(await deliver(message("good", first), message("poison", second)))).toEqual([]);
    expect(dead).toEqual(["poison TransactWriteItems failed"]);
    expect(telemetry.counted).toContain("events observed 1");
  });

  test("fails only the messages that touch an alert which could not be written", async () => {
    const table = newTable(({ observations }) => observations.some(({ statement }) => statement.eventId === "event-1"));
    const { deliver } = setUp({ table });
    const again = { id: "event-1b", time: "2026-11-20T07:00:00Z" };
    const response = await deliver(message("m1", expiry(1)), message("m2", expiry(2)), message("m3", expiry(1, again)));
    expect(failedOf(response)).toEqual(["m1", "m3"]);
  });

  test("makes a dead letter, with the reason, of what fails at its last delivery", async () => {
    const { deliver, dead } = setUp({ table: newTable(() => true) });
    const times = (n: number) => {
      const record = message(`after ${n}`, expiry(n));
      return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(n) } };
    };
    const { maxReceiveCount } = ingestSettings;
    const response = await deliver(times(maxReceiveCount - 1), times(maxReceiveCount));
    expect(failedOf(response)).toEqual([`after ${maxReceiveCount - 1}`]);
    expect(dead).toEqual([
      `after ${maxReceiveCount} failed at the last of ${maxReceiveCount} deliveries: TransactWriteItems failed`,
    ]);
  });

  test("logs each transition with its reason", async () => {
    const { deliver, telemetry } = setUp();
    await deliver(message("m1", expiry(1)));
    expect(telemetry.logged.join()).toContain('"kind":"opened","reason":"opened"');
  });
});

describe("what needs no writing", () => {
  test("counts an event that says nothing by why, and neither loads the world nor calls the table", async () => {
    const source: Source = { ...acm, read: () => ({ outcome: "ignored", reason: "informational" }) };
    const { deliver, telemetry, loads, calls } = setUp({ source });
    const response = await deliver(message("m1", expiry(1)), message("m2", expiry(2)), message("m3", "{"));
    expect(failedOf(response)).toEqual([]);
    expect(telemetry.counted).toEqual(["events informational 1", "events informational 1", "events refused 1"]);
    expect(loads).toEqual([]);
    expect(calls).toEqual([]);
  });

  test("reads the world anew at most once for a batch, however often it meets what a newer one has evaluated", async () => {
    const { alerts } = newTable(() => true, false);
    const table = {
      alerts: {
        apply: async (...[changes, world, at, reload]: Parameters<AlertsWriter["apply"]>) => {
          await reload?.();
          return alerts.apply(changes, world, at);
        },
      },
    };
    const { deliver, loads } = setUp({ table });
    // What can never be written is tried once more by itself.
    await deliver(message("m1", expiry(1)), message("m2", expiry(2)));
    await deliver(message("m3", expiry(3)));
    expect(loads.filter((load) => load === "reload")).toHaveLength(2);
  });

  test("loads the world once for a whole batch that says something", async () => {
    const { deliver, loads } = setUp();
    await deliver(message("m1", expiry(1)), message("m2", expiry(2)));
    expect(loads).toEqual(["world"]);
  });
});

describe("when the table cannot be read", () => {
  test("fails the whole batch before there is a dead letter, so that the next delivery makes one", async () => {
    const table = newTable();
    let isDown = true;
    const letters = recordingDeadLetters();
    const { deliver, telemetry } = setUp({
      letters,
      table: {
        alerts: {
          apply: (...given) =>
            isDown ? Promise.reject(new CallError("BatchGetItem failed", true)) : table.alerts.apply(...given),
        },
      },
    });
    const batch = [message("good", expiry(1)), message("bad", "{")];
    await expect(deliver(...batch)).rejects.toThrow("BatchGetItem failed");
    expect(letters.dead).toEqual([]);
    expect(telemetry.counted).toEqual([]);
    isDown = false;
    expect(failedOf(await deliver(...batch))).toEqual([]);
    expect(letters.dead).toEqual(["bad is not JSON"]);
  });
});

describe("a finding", () => {
  const { accountId: account, region } = findings.instanceFinding.detail;
  const createdAt = "2026-11-17T08:00:00Z";
  const finding = {
    ...findings.instanceFinding,
    time: "2026-11-20T11:59:00Z",
    detail: {
      ...findings.instanceFinding.detail,
      createdAt,
      updatedAt: "2026-11-20T11:58:00Z",
      service: { ...findings.instanceFinding.detail.service, eventFirstSeen: createdAt },
    },
  };
  const longSince = { [account]: instant("2020-01-01T00:00:00Z") };

  async function statementOf(options: Parameters<typeof setUp>[0]) {
    const { deliver, calls, heard } = setUp({ source: guardduty, ...options });
    await deliver(message("m1", finding));
    return { statement: calls[0]?.[0]?.observations[0]?.statement, heard };
  }

  test("that was there before its cell was first heard of is marked", async () => {
    const { statement, heard } = await statementOf({});
    expect(statement?.predates).toBe(true);
    expect(heard).toEqual([{ account, region, source: "guardduty" }]);
  });

  test("of a cell that was heard of before it is news", async () => {
    expect((await statementOf({ firstHeardAt: longSince })).statement?.predates).toBeUndefined();
  });

  test("is news where everything is", async () => {
    expect((await statementOf({ findingsOfBefore: "news" })).statement?.predates).toBeUndefined();
  });

  test("that a backfill brings lets no cell be heard of", async () => {
    const { deliver, calls, heard } = setUp({ source: guardduty });
    await deliver(message("m1", { ...finding, "replay-name": "tocsin-baseline" }));
    expect(calls[0]?.[0]?.observations[0]?.statement.baseline).toBe(true);
    expect(heard).toEqual([]);
  });
});

test("counts what an account may not say of another, and writes nothing of it", async () => {
  const { deliver, telemetry, calls, heard } = setUp();
  const response = await deliver(message("m1", { ...expiry(1), account: "999900001111" }));
  expect(failedOf(response)).toEqual([]);
  expect(telemetry.counted).toEqual(["events not-its-to-say 1"]);
  expect([calls, heard]).toEqual([[], []]);
});

test("a drill is an observation, and lets no cell be heard of", async () => {
  const { deliver, calls, heard } = setUp({ source: drill });
  expect(failedOf(await deliver(message("1", drills.begun)))).toEqual([]);
  expect([calls.length, heard]).toEqual([1, []]);
});
