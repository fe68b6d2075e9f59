import { readdir } from "node:fs/promises";
import { sources } from "@tocsin/sources/registry";
import { afterEach, expect, test, vi } from "vitest";

const directory = new URL("../functions/", import.meta.url);

afterEach(() => vi.unstubAllEnvs());

test("there is an ingest function for every source, and for nothing else", async () => {
  const files = (await readdir(directory)).filter((file) => /^ingest-/.test(file));
  expect(files.sort()).toEqual(sources.map(({ name }) => `ingest-${name}.ts`).sort());
});

const functions = (await readdir(directory)).filter((file) => file.endsWith(".ts") && file !== "ingest.ts");

test.each(functions)("%s loads with its environment, and without it says which variable is missing", async (file) => {
  const load = (query: string) => import(new URL(`${file}?${query}`, directory).href);
  await expect(load("bare")).rejects.toThrow(/environment variable TOCSIN_[A-Z_]+ is not set/);
  for (const name of [
    "TOCSIN_ALERTS_TABLE",
    "TOCSIN_DEAD_LETTER_QUEUE_URL",
    "TOCSIN_TOPIC_ARN",
    "TOCSIN_REPORT_BUCKET",
    "TOCSIN_SCOPE",
  ]) {
    vi.stubEnv(name, "x");
  }
  expect((await load("set")).handler).toBeTypeOf("function");
});

test("no two sources' rules take the same event", async () => {
  const { compileRules } = await import("@tocsin/sources/registry");
  const rules = compileRules();
  for (const { source } of rules) {
    const { samples } = await import(`../packages/sources/${source.name}/samples.ts`);
    for (const sample of Object.values(samples)) {
      const takers = rules.filter(({ matches }) => matches(sample)).map((rule) => rule.source.name);
      expect(takers.filter((name) => name !== source.name)).toEqual([]);
    }
  }
});
