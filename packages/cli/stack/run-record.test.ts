import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nowBy, readRunRecord, writeRunRecord } from "./run-record.ts";

const temporary: { directory: string } = { directory: "" };
beforeEach(async () => {
  temporary.directory = await mkdtemp(join(tmpdir(), "tocsin-run-"));
});
afterEach(() => rm(temporary.directory, { recursive: true }));

const record = { clock: instant("2026-12-31T00:00:00Z"), isMachineTime: false, scope: "acme" };

describe("the record of a run", () => {
  test("is there for the next command, and is all that is left", async () => {
    const { directory } = temporary;
    await writeRunRecord(directory, record);
    expect(await readRunRecord(directory, undefined)).toEqual(record);
    expect(await readdir(directory)).toEqual(["run.json"]);
  });

  test("never says an earlier time than it did: the table has seen the later one", async () => {
    const { directory } = temporary;
    await writeRunRecord(directory, record);
    await writeRunRecord(directory, { ...record, clock: instant("2026-12-30T23:59:59.999Z"), scope: "other" });
    expect(await readRunRecord(directory, undefined)).toEqual({ ...record, scope: "other" });
    const later = { ...record, clock: instant("2026-12-31T00:00:00.001Z") };
    await writeRunRecord(directory, later);
    expect(await readRunRecord(directory, undefined)).toEqual(later);
  });

  test("is of one table: that of another DynamoDB has a time of its own", async () => {
    const { directory } = temporary;
    const elsewhere = { ...record, dynamodbEndpoint: "http://127.0.0.1:8000" };
    await writeRunRecord(directory, elsewhere);
    expect(await readRunRecord(directory, undefined)).toBeUndefined();
    expect(await readRunRecord(directory, "http://127.0.0.1:8001")).toBeUndefined();
    expect(await readRunRecord(directory, "http://127.0.0.1:8000")).toEqual(elsewhere);
    const early = { ...record, clock: instant("2026-01-01T00:00:00Z") };
    await writeRunRecord(directory, early);
    expect(await readRunRecord(directory, undefined)).toEqual(early);
  });

  test.each([
    ["there is none", undefined],
    ["it was cut off", '{"clock":"2026-'],
    ["it is of another kind", '{"clock":7}'],
  ])("is nothing when %s", async (_, text) => {
    const { directory } = temporary;
    if (text !== undefined) await writeFile(join(directory, "run.json"), text);
    expect(await readRunRecord(directory, undefined)).toBeUndefined();
  });
});

describe("the time in a table", () => {
  const HOUR = 3_600_000;
  const isNow = (at: Instant) => at <= systemNow() && at >= shift(systemNow(), -HOUR);

  test.each([
    ["long ago", instant("2021-03-04T05:06:07Z")],
    ["yet to come", instant("2061-03-04T05:06:07Z")],
  ])("stands still where a run that went by its events has ended, %s", (_, clock) => {
    expect(nowBy({ ...record, clock })).toBe(clock);
  });

  test("is the machine's where the run served, where no event told a time, and where there was no run", () => {
    const clock = instant("2021-03-04T05:06:07Z");
    expect(isNow(nowBy({ ...record, clock, isMachineTime: true }))).toBe(true);
    expect(isNow(nowBy({ ...record, clock: instant("1970-01-01T00:00:00Z") }))).toBe(true);
    expect(isNow(nowBy(undefined))).toBe(true);
  });

  test("is not before what the table has seen, though the run that served came after one that went further", () => {
    const clock = instant("2061-03-04T05:06:07Z");
    expect(nowBy({ ...record, clock, isMachineTime: true })).toBe(clock);
  });
});
