import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant } from "@tocsin/core/event/instant";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRunRecord, writeRunRecord } from "./run-record.ts";

const temporary: { directory: string } = { directory: "" };
beforeEach(async () => {
  temporary.directory = await mkdtemp(join(tmpdir(), "tocsin-run-"));
});
afterEach(() => rm(temporary.directory, { recursive: true }));

const record = { clock: instant("2026-12-31T00:00:00Z"), scope: "acme" };

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
    await writeRunRecord(directory, { clock: instant("2026-12-30T23:59:59.999Z"), scope: "other" });
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
