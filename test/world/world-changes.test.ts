/** What a change of what is in force brings about, on a real table. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createStaleAlerts } from "@tocsin/aws/world/stale-alerts";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import { readWorldPartition, type WorldPartition } from "@tocsin/aws/world/world-partition";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { applyWorldChanges } from "@tocsin/lambda/handlers/world-changes";
import { recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import type { Silence } from "@tocsin/oncall/silence";
import { parseWake } from "@tocsin/oncall/wake-message";
import { samples } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { tryOut } from "@tocsin/sources/testing/trial";
import { beforeEach, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";

const opened = useTable();
const start = instant("2026-11-20T12:00:00Z");
const before = { ...defaultWorld, policy: defaultPolicy };
const after = { ...before, policy: { ...defaultPolicy, version: 7 } };

let table: OpenTable;
beforeEach(async () => {
  table = await emptyTable(opened.client);
  const { observations } = tryOut(guardduty);
  const changes = changesOf([samples.instanceFinding].flatMap((sample) => observations(sample)));
  await createAlertsWriter(table).apply(changes, before, start);
});

/** The timer at that time, and the alerts that on-call was woken for. */
async function minute(now: Instant, partition: Partial<WorldPartition>, world = after): Promise<readonly string[]> {
  const woken: string[] = [];
  await applyWorldChanges({
    partition: async () => ({ ...(await readWorldPartition(table)), ...partition }),
    staleAlerts: createStaleAlerts(table),
    reader: createAlertsReader(table),
    marks: createTimerMarks(table),
    alerts: createAlertsWriter(table),
    async wake(messages) {
      for (const { body } of messages) {
        const wake = parseWake(body);
        if (wake.ok && wake.value.kind === "alert") woken.push(wake.value.view.condition);
      }
      return messages.map(() => undefined);
    },
    reload: async () => world,
    now: () => now,
    telemetry: recordingTelemetry(),
  });
  return woken;
}

const evaluatedBy = async (worldVersion: string) => (await createStaleAlerts(table)(worldVersion, 10)).length;

test("open alerts are evaluated again under what is in force now, each once", async () => {
  expect(await evaluatedBy("0.0")).toBe(1);
  const stale = [{ worldVersion: "0.0", since: start }];
  await minute(minutesAfter(start, 1), { stale });
  expect([await evaluatedBy("0.0"), await evaluatedBy("7.0")]).toEqual([0, 1]);
  await minute(minutesAfter(start, 2), { stale });
  expect(await evaluatedBy("7.0")).toBe(1);
});

test("nothing is evaluated again before every function goes by what is in force", async () => {
  const stale = [{ worldVersion: "0.0", since: start }];
  await minute(shift(start, 59_999), { stale });
  expect(await evaluatedBy("0.0")).toBe(1);
  await minute(shift(start, 60_000), { stale });
  expect(await evaluatedBy("0.0")).toBe(0);
});

test("nothing is evaluated again by a world that is itself the old one", async () => {
  await minute(minutesAfter(start, 1), { stale: [{ worldVersion: "0.0", since: start }] }, before);
  expect(await evaluatedBy("0.0")).toBe(1);
});

const silence: Silence = {
  id: "s1",
  of: { matches: compilePattern({ condition: ["threat"] }) },
  upTo: "CRITICAL",
  evenIfWorse: true,
  by: "ada",
  why: "a test of the alarm",
  madeAt: minutesAfter(start, 2),
  from: minutesAfter(start, 2),
  until: minutesAfter(start, 30),
};

test("on-call is woken where a silence begins, and where it ends, once every function knows of it", async () => {
  const silences = [silence];
  const at = (minutes: number) => minute(minutesAfter(start, minutes), { silences });
  expect(await at(0)).toEqual([]);
  expect(await at(2.5)).toEqual([]);
  expect(await at(3.5)).toEqual(["threat"]);
  expect(await at(4.5)).toEqual([]);
  expect(await at(30.5)).toEqual([]);
  expect(await at(31.5)).toEqual(["threat"]);
  expect(await at(32.5)).toEqual([]);
});

test("on-call is not woken for what a silence does not match", async () => {
  const other = { ...silence, of: { matches: compilePattern({ condition: ["malware"] }) } };
  await minute(start, { silences: [other] });
  expect(await minute(shift(start, 600_000), { silences: [other] })).toEqual([]);
});
