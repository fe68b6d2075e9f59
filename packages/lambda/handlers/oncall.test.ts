import type { Deliveries, DeliveryKey } from "@tocsin/aws/alerts/deliveries";
import { CallError } from "@tocsin/aws/call";
import { type Channel, DeliveryError } from "@tocsin/channels/channel";
import { instant } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { announcement } from "../testing/sample-alert.ts";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../testing/sample-batch.ts";
import { oncallHandler } from "./oncall.ts";

const now = instant("2026-11-20T12:00:00Z");
const unreachable = new DeliveryError('channel "hook" cannot be reached', { reason: "unreachable", retryable: true });
const rejected = new DeliveryError('channel "hook" does not take it', { reason: "rejected", retryable: false });

/** Sends what is HIGH to both channels, and what is LOW to nobody. */
const policy = policyOf({
  channels: { pager: { type: "console" }, hook: { type: "console" } },
  routes: [{ name: "high", match: { severity: ["HIGH"] }, channels: ["pager", "hook"] }],
  unrouted: "ignore",
});

function policyOf(value: unknown): Policy {
  const parsed = parsePolicy(value);
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}

interface Faults {
  /** What becomes of each delivery that a channel makes, in turn; it succeeds when there is nothing more to happen. */
  readonly sending?: Readonly<Record<string, (Error | undefined)[]>>;
  /** What becomes of each record that is written. */
  readonly recording?: (Error | undefined)[];
  readonly rejecting?: (Error | undefined)[];
}

const nameOf = ({ alertId, version, channel }: DeliveryKey) => `${alertId} ${version} ${channel}`;

function setUp({ sending = {}, recording = [], rejecting = [] }: Faults = {}) {
  const sent: string[] = [];
  const recorded = new Map<string, string | undefined>();
  const claims = new Map<string, string>();
  const deliveries: Deliveries = {
    async claim(key, { by }) {
      if (recorded.has(nameOf(key))) return "delivered";
      if ((claims.get(nameOf(key)) ?? by) !== by) return "busy";
      claims.set(nameOf(key), by);
      return "claimed";
    },
    async record(key, { handle }) {
      const fault = recording.shift();
      if (fault) throw fault;
      recorded.set(nameOf(key), handle);
    },
    async release(key) {
      claims.delete(nameOf(key));
    },
  };
  const { dead, deadLetters } = recordingDeadLetters(...rejecting);
  const channel = (_: Policy, name: string): Channel => ({
    name,
    async send({ announcement: { alertId, version }, route }) {
      const fault = sending[name]?.shift();
      if (fault) throw fault;
      sent.push(`${alertId} ${version} to ${name} by ${route}`);
      return { handle: `handle-of-${name}` };
    },
  });
  const telemetry = recordingTelemetry();
  const handler = oncallHandler({
    deliveries,
    deadLetters,
    policy: async () => policy,
    channel,
    now: () => now,
    machineNow: () => now,
    telemetry,
  });
  return {
    sent,
    recorded,
    dead,
    telemetry,
    deliver: async (...Records: readonly SQSRecord[]) => failedOf(await handler({ Records: [...Records] }, context)),
  };
}

describe("notifying channels", () => {
  test("notifies each channel of an announcement's routes, and records each delivery with its handle", async () => {
    const { deliver, sent, recorded, telemetry } = setUp();
    expect(await deliver(message("m1", announcement()))).toEqual([]);
    expect(sent).toEqual(["alert 1 to pager by high", "alert 1 to hook by high"]);
    expect([...recorded]).toEqual([
      ["alert 1 pager", "handle-of-pager"],
      ["alert 1 hook", "handle-of-hook"],
    ]);
    expect(telemetry.counted).toEqual(["notifications delivered 1", "notifications delivered 1"]);
  });

  test("notifies nobody again of what comes twice", async () => {
    const { deliver, sent, telemetry } = setUp();
    await deliver(message("m1", announcement()));
    expect(await deliver(message("m2", announcement()))).toEqual([]);
    expect(sent.length).toBe(2);
    expect(telemetry.counted.slice(2)).toEqual([
      "notifications already-delivered 1",
      "notifications already-delivered 1",
    ]);
  });

  test("notifies nobody twice of what comes twice in one batch", async () => {
    const { deliver, sent } = setUp();
    const batch = [message("m1", announcement()), message("m2", announcement()), message("m3", announcement())];
    expect(await deliver(...batch)).toEqual([]);
    expect(sent.length).toBe(2);
  });

  test("notifies nobody twice of what two invocations get at once", async () => {
    const { deliver, sent, telemetry } = setUp();
    const both = await Promise.all([
      deliver(message("m1", announcement())),
      deliver(message("m2", announcement())),
      deliver(message("m3", announcement())),
    ]);
    expect(both).toEqual([[], [], []]);
    expect(sent.toSorted()).toEqual(["alert 1 to hook by high", "alert 1 to pager by high"]);
    expect(telemetry.counted.filter((line) => line.includes("already-delivered")).length).toBe(4);
  });

  test("notifies of each version of an alert", async () => {
    const { deliver, sent } = setUp();
    await deliver(message("m1", announcement({ version: 1 })), message("m2", announcement({ version: 2 })));
    expect(sent.toSorted()).toEqual([
      "alert 1 to hook by high",
      "alert 1 to pager by high",
      "alert 2 to hook by high",
      "alert 2 to pager by high",
    ]);
  });

  test("notifies of an alert's versions in their order, whatever their order in the batch", async () => {
    const { deliver, sent } = setUp();
    const versions = [3, 1, 2].map((version) => message(`m${version}`, announcement({ version })));
    expect(await deliver(...versions)).toEqual([]);
    expect(sent.filter((line) => line.includes("hook"))).toEqual([1, 2, 3].map((n) => `alert ${n} to hook by high`));
  });

  test.each([
    ["that is quiet", announcement({ quiet: true }), "quiet"],
    [
      "that no route matches",
      announcement({ to: { status: "OPEN", severity: "LOW" }, worst: "LOW" }),
      "no-route-matches",
    ],
  ])("notifies nobody of an announcement %s, and counts why", async (_, body, reason) => {
    const { deliver, sent, telemetry } = setUp();
    expect(await deliver(message("m1", body))).toEqual([]);
    expect(sent).toEqual([]);
    expect(telemetry.counted).toEqual([`notifications ${reason} 1`]);
  });
});

describe("a channel that fails for a while", () => {
  test("does not keep the other from being notified, and alone is notified by the retry", async () => {
    const { deliver, sent, recorded } = setUp({ sending: { hook: [unreachable] } });
    expect(await deliver(message("m1", announcement()))).toEqual(["m1"]);
    expect(sent).toEqual(["alert 1 to pager by high"]);
    expect([...recorded.keys()]).toEqual(["alert 1 pager"]);
    expect(await deliver(message("m1", announcement()))).toEqual([]);
    expect(sent).toEqual(["alert 1 to pager by high", "alert 1 to hook by high"]);
  });

  test("fails its own message and none of the batch's others", async () => {
    const { deliver } = setUp({ sending: { pager: [unreachable] } });
    const batch = [message("m1", announcement({ alertId: "a" })), message("m2", announcement({ alertId: "b" }))];
    expect(await deliver(...batch)).toEqual(["m1"]);
  });

  test("is not notified of a later version before the one that failed, while the other is notified of both", async () => {
    const { deliver, sent } = setUp({ sending: { hook: [unreachable] } });
    const batch = [message("m2", announcement({ version: 2 })), message("m1", announcement({ version: 1 }))];
    expect(await deliver(...batch)).toEqual(["m2", "m1"]);
    expect(sent).toEqual(["alert 1 to pager by high", "alert 2 to pager by high"]);
    expect(await deliver(...batch)).toEqual([]);
    expect(sent.slice(2)).toEqual(["alert 1 to hook by high", "alert 2 to hook by high"]);
  });

  test("is not tried again for the copies of the batch, which come again with it", async () => {
    const { deliver, sent } = setUp({ sending: { hook: [unreachable] } });
    const batch = [message("m1", announcement()), message("m2", announcement())];
    expect(await deliver(...batch)).toEqual(["m1", "m2"]);
    expect(sent).toEqual(["alert 1 to pager by high"]);
    expect(await deliver(...batch)).toEqual([]);
    expect(sent).toEqual(["alert 1 to pager by high", "alert 1 to hook by high"]);
  });
});

test("a channel whose delivery could not be recorded is notified again", async () => {
  const { deliver, sent } = setUp({ recording: [new Error("the table is away")] });
  expect(await deliver(message("m1", announcement()))).toEqual(["m1"]);
  expect(await deliver(message("m1", announcement()))).toEqual([]);
  expect(sent.filter((line) => line.includes("pager"))).toEqual(Array(2).fill("alert 1 to pager by high"));
  expect(sent.filter((line) => line.includes("hook")).length).toBe(1);
});

describe("what can never be delivered", () => {
  test("becomes a dead letter under the channel's name, while the other channel is notified", async () => {
    const { deliver, sent, dead, telemetry } = setUp({ sending: { hook: [rejected] } });
    expect(await deliver(message("m1", announcement()))).toEqual([]);
    expect(sent).toEqual(["alert 1 to pager by high"]);
    expect(dead).toEqual(['m1 hook: channel "hook" does not take it']);
    expect(telemetry.counted).toContain("notifications refused 1");
  });

  test("becomes a dead letter for each channel that does not take it", async () => {
    const { deliver, dead } = setUp({ sending: { hook: [rejected], pager: [rejected] } });
    expect(await deliver(message("m1", announcement()))).toEqual([]);
    expect(dead.map((line) => line.split(":")[0]).toSorted()).toEqual(["m1 hook", "m1 pager"]);
  });

  test("becomes a dead letter only when nothing of its message is to be retried", async () => {
    const { deliver, dead } = setUp({ sending: { hook: [rejected, rejected], pager: [unreachable] } });
    expect(await deliver(message("m1", announcement()))).toEqual(["m1"]);
    expect(dead).toEqual([]);
    expect(await deliver(message("m1", announcement()))).toEqual([]);
    expect(dead.length).toBe(1);
  });

  test("stays in its queue when it cannot become a dead letter", async () => {
    const { deliver, telemetry } = setUp({ rejecting: [new CallError("SendMessage failed", true)] });
    expect(await deliver(message("m1", "{"))).toEqual(["m1"]);
    expect(telemetry.counted).toEqual([]);
  });

  test.each([
    ["is not JSON", "{", "is not JSON"],
    ["is of another format", { ...announcement(), format: "tocsin.announcement.v2" }, /^format: /],
    ["lacks its alert", { ...announcement(), alert: undefined }, "alert: is missing"],
  ])("is a message that %s", async (_, body, reason) => {
    const { deliver, sent, dead } = setUp();
    expect(await deliver(message("m1", body), message("m2", announcement()))).toEqual([]);
    expect(dead).toEqual([typeof reason === "string" ? `m1 ${reason}` : expect.stringMatching(/^m1 format: /)]);
    expect(sent.length).toBe(2);
  });
});
