import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkpointsIn, trimming } from "./checkpoints.ts";

const temporary: { directory: string } = { directory: "" };
beforeEach(async () => {
  temporary.directory = await mkdtemp(join(tmpdir(), "tocsin-checkpoints-"));
});
afterEach(() => rm(temporary.directory, { recursive: true }));

test("a checkpoint is there for the next process that opens the directory", async () => {
  const checkpoints = checkpointsIn(temporary.directory, "alerts");
  expect(await checkpoints.load()).toEqual({});
  await checkpoints.save({ "shard-1": "000000000000000000001" });
  await checkpoints.save({ "shard-1": "000000000000000000002" });
  expect(await checkpointsIn(temporary.directory, "alerts").load()).toEqual({ "shard-1": "000000000000000000002" });
  expect(await readdir(temporary.directory)).toEqual(["stream-checkpoint"]);
});

test("a checkpoint of one table's stream is none of another's", async () => {
  await checkpointsIn(temporary.directory, "alerts").save({ "shard-1": "000000000000000000007" });
  expect(await checkpointsIn(temporary.directory, "other").load()).toEqual({});
});

test("a checkpoint of an older version is none", async () => {
  await writeFile(join(temporary.directory, "stream-checkpoint"), "alerts 000000000000000000001");
  expect(await checkpointsIn(temporary.directory, "alerts").load()).toEqual({});
});

test("a checkpoint that cannot be read is an error: without it all would be announced again", async () => {
  await mkdir(join(temporary.directory, "stream-checkpoint"));
  await expect(checkpointsIn(temporary.directory, "alerts").load()).rejects.toThrow("EISDIR");
});

test("without a directory there is nothing to remember", async () => {
  const checkpoints = checkpointsIn(undefined, "alerts");
  await checkpoints.save({ "shard-1": "000000000000000000001" });
  expect(await checkpoints.load()).toEqual({});
});

test("what lies before a checkpoint is removed after it is saved, some hundreds of records at a time", async () => {
  const order: string[] = [];
  const saving = { load: async () => ({}), save: async () => void order.push("saved") };
  const trim = (position: string) => void order.push(`trimmed before ${position}`);
  const checkpoints = trimming(saving, { trim, onError: () => {} });
  for (const position of ["000499", "000500", "000999", "001100"]) await checkpoints.save({ "shard-1": position });
  expect(order).toEqual(["saved", "saved", "trimmed before 000500", "saved", "saved", "trimmed before 001100"]);
});

test("a checkpoint counts as saved when nothing can be removed, which is reported and tried again with the next", async () => {
  const errors: unknown[] = [];
  const trimmed: string[] = [];
  let isLocked = true;
  const trim = (position: string) => {
    if (isLocked) throw new Error("database is locked");
    trimmed.push(position);
  };
  const saving = { load: async () => ({}), save: async () => {} };
  const checkpoints = trimming(saving, { trim, onError: (error) => errors.push(error) });
  await checkpoints.save({ "shard-1": "600" });
  expect(errors).toEqual([new Error("database is locked")]);
  isLocked = false;
  await checkpoints.save({ "shard-1": "601" });
  expect(trimmed).toEqual(["601"]);
});
