import type { AlertsPart } from "@tocsin/aws/alerts/alerts-reader";
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { logEntry } from "../testing/sample-alert.ts";
import { context, recordingTelemetry } from "../testing/sample-batch.ts";
import { digestHandler } from "./digest.ts";

/** A Monday morning: week 48 has begun. */
const monday = instant("2026-11-23T06:00:00Z");
const entry = logEntry({ alertId: "a".repeat(32) });

function setUp({ storing, publishing }: { storing?: Error; publishing?: Error } = {}) {
  const weeks: string[] = [];
  const stored: { key: string; body: string; contentType: string }[] = [];
  const published: { subject: string; text: string }[] = [];
  const asked = async function* <T>(values: readonly T[]): AsyncIterable<ItemRead<T>> {
    for (const value of values) yield { ok: true, value };
  };
  const part: AlertsPart = {
    open: asked([entry.view]),
    log: (week) => {
      weeks.push(week);
      return asked(week === "2026-W47" ? [entry] : []);
    },
  };
  const telemetry = recordingTelemetry();
  const handler = digestHandler({
    alerts: { parts: () => [part] },
    reports: {
      async put(report) {
        if (storing) throw storing;
        stored.push({ ...report, body: String(report.body) });
      },
      putIfAbsent: async () => true,
      get: async () => undefined,
    },
    topic: {
      announce: async () => [],
      async publishDigest(digest) {
        if (publishing) throw publishing;
        published.push(digest);
      },
    },
    scope: "shop organization",
    now: () => monday,
    telemetry,
  });
  return { digest: (week?: string) => handler({ week }, context), weeks, stored, published, telemetry };
}

describe("the digest", () => {
  test("is of the week before when no week is named", async () => {
    const { digest, weeks } = setUp();
    expect((await digest()).week).toBe("2026-W47");
    expect(weeks).toContain("2026-W47");
  });

  test("is of the week that is named", async () => {
    const { digest } = setUp();
    expect((await digest("2026-W46")).week).toBe("2026-W46");
  });

  test("is stored in its renderings, and published as text under a subject that tells of what and when", async () => {
    const { digest, stored, published, telemetry } = setUp();
    const { keys } = await digest();
    expect(stored.map(({ key }) => key)).toEqual(keys);
    expect(stored.map(({ contentType }) => contentType.split(";")[0])).toContain("text/html");
    expect(new Set(keys).size).toBe(keys.length);
    expect(published.length).toBe(1);
    expect(published[0]?.subject).toContain("shop organization");
    expect(published[0]?.text).toContain("Threat");
    expect(telemetry.counted).toEqual(["digests published 1"]);
  });

  test.each(["2026-W54", "2026-W00", "2026-47", "last week", ""])(
    "refuses %j, which is no week, and reads nothing",
    async (week) => {
      const { digest, weeks, published } = setUp();
      await expect(digest(week)).rejects.toThrow(
        new RangeError(`not an ISO week such as 2026-W47: ${JSON.stringify(week)}`),
      );
      expect(weeks).toEqual([]);
      expect(published).toEqual([]);
    },
  );

  test("is not published when it could not be stored: the text would point at nothing", async () => {
    const { digest, published, telemetry } = setUp({ storing: new CallError("PutObject failed", true) });
    await expect(digest()).rejects.toThrow("PutObject failed");
    expect(published).toEqual([]);
    expect(telemetry.counted).toEqual([]);
  });

  test("fails when it could not be published, and may be run again", async () => {
    const { digest, stored } = setUp({ publishing: new CallError("Publish failed", true) });
    await expect(digest()).rejects.toThrow("Publish failed");
    const keys = stored.map(({ key }) => key);
    await expect(digest()).rejects.toThrow("Publish failed");
    expect(stored.map(({ key }) => key)).toEqual([...keys, ...keys]);
  });
});
