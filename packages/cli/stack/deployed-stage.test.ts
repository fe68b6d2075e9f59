import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { deployedStage } from "./deployed-stage.ts";

const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
let directory: string;
const file = (name: string) => join(directory, `${name}.json`);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tocsin-"));
  const example = JSON.parse(await readFile(new URL("../../../tocsin.config.example.json", import.meta.url), "utf8"));
  const write = (name: string, organizationRules?: object) =>
    writeFile(file(name), JSON.stringify({ ...example, organizationRules }));
  await write("plain");
  await write("acme", { namePrefix: "acme-tocsin" });
  await write("keyed", { key });
  await write("wrong", { namePrefix: "Acme" });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(directory, { recursive: true }));

const tocsin = { prefix: "tocsin-prod", secretsPath: "tocsin/prod", key: "alias/tocsin-prod-key" };
const acme = { prefix: "acme-tocsin-prod", secretsPath: "acme-tocsin/prod", key: "alias/acme-tocsin-prod-key" };

test("names begin with tocsin where no configuration is at hand", () => {
  expect(deployedStage("prod")).toEqual(tocsin);
});

test.each([
  ["with tocsin where the configuration says nothing of names", "plain", tocsin],
  ["with the prefix of the configuration", "acme", acme],
  [
    "with tocsin, and the key is the organization's, where the configuration has its key alone",
    "keyed",
    { ...tocsin, key },
  ],
])("names begin %s", (_title, name, expected) => {
  expect(deployedStage("prod", file(name))).toEqual(expected);
  vi.stubEnv("TOCSIN_CONFIG", file(name));
  expect(deployedStage("prod")).toEqual(expected);
});

test("a file that is named on the command line goes before the environment's", () => {
  vi.stubEnv("TOCSIN_CONFIG", file("acme"));
  expect(deployedStage("prod", file("plain"))).toEqual(tocsin);
});

test.each([
  ["a file that is not there", "none", "prod", "ENOENT"],
  ["a prefix that is none", "wrong", "prod", "wrong.json: organizationRules.namePrefix: expected lower-case letters"],
  ["a stage that is too long beside the prefix", "acme", "s".repeat(28), "expected at most 27 lower-case letters"],
])("refuses %s", (_title, name, stage, problem) => {
  expect(() => deployedStage(stage, file(name))).toThrow(problem);
});
