import { readdir } from "node:fs/promises";
import { compileRules, sources } from "@tocsin/sources/registry";
import { allSamples } from "@tocsin/sources/testing/samples";
import { afterEach, expect, test, vi } from "vitest";

const directory = new URL("../functions/", import.meta.url);

afterEach(() => vi.unstubAllEnvs());

test("there is an ingest function for every source, and for nothing else", async () => {
  const files = (await readdir(directory)).filter((file) => /^ingest-/.test(file));
  const wanted = sources.map(({ name }) => `ingest-${name}.ts`);
  expect(files.sort(), "write functions/ingest-<source>.ts like its neighbours").toEqual(wanted.sort());
});

const functions = (await readdir(directory)).filter((file) => file.endsWith(".ts") && file !== "ingest.ts");

test.each(functions)("%s loads with its environment, and without it says which variable is missing", async (file) => {
  const load = (query: string) => import(new URL(`${file}?${query}`, directory).href);
  await expect(load("bare")).rejects.toThrow(/environment variable TOCSIN_[A-Z_]+ is not set/);
  vi.stubEnv("TOCSIN_ADMINISTRATORS", '{"guardduty":["111122223333"]}');
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
  const rules = compileRules();
  for (const { source, name, event } of await allSamples()) {
    const takers = rules.filter(({ matches }) => matches(event)).map((rule) => rule.source.name);
    expect(
      takers.filter((taker) => taker !== source),
      `the sample ${name} of ${source}`,
    ).toEqual([]);
  }
});
