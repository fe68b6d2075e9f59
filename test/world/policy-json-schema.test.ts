/** The JSON Schema of a policy, by which editors go. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { policyJsonSchema } from "../synth/documentation/policy-json-schema.ts";

const docs = join(import.meta.dirname, "../../docs");
const read = (file: string) => readFile(join(docs, file), "utf8");
const accepts = new Ajv({ strict: false }).compile(JSON.parse(policyJsonSchema()));

const route = { name: "high", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["console"] };
const silence = { name: "nights", match: { account: ["111122223333"] }, days: ["mon"], from: "22:00", to: "24:00" };
const hook = { type: "webhook", url: "https://hooks.example.com/", signingSecret: "ssm:soc/secret" };

test("it is in docs/ as the declarations make it", async () => {
  expect(await read("policy.schema.json"), "run `npm run docs`").toBe(policyJsonSchema());
});

test("it accepts the example of the documentation", async () => {
  const example = /```yaml\n(.*?)```/s.exec(await read("policy.md"))?.[1] ?? "";
  expect(example).toContain("$schema=");
  expect(accepts(parseDocument(example).toJS()), JSON.stringify(accepts.errors)).toBe(true);
});

describe("it accepts what an editor must not underline:", () => {
  test.each<readonly [string, object]>([
    ["nothing", {}],
    [
      "operators",
      { routes: [{ ...route, match: { severity: [{ "anything-but": "LOW" }], account: [{ prefix: "1" }] } }] },
    ],
    ["dotted fields", { routes: [{ ...route, match: { "attributes.cve": ["CVE-2026-1"] } }] }],
    ["tags", { routes: [{ ...route, match: { directory: { tags: { "cost-center": ["7"] } } } }] }],
    ["alternatives", { routes: [{ ...route, match: { $or: [{ title: ["a"] }, { status: ["OPEN"] }] } }] }],
    ["a flag and a number", { routes: [{ ...route, match: { attributes: { inUse: [true], epss: [0.5] } } }] }],
    ["a silence", { silences: [silence] }],
    ["references", { channels: { hook } }],
  ])("%s", (_title, policy) => {
    expect(accepts(policy), JSON.stringify(accepts.errors)).toBe(true);
  });
});

describe("it refuses", () => {
  test.each<readonly [string, object]>([
    ["a key that is misspelt", { rutes: [] }],
    ["a value of no closed set", { routes: [{ ...route, match: { severity: ["SEVERE"] } }] }],
    [
      "a value of no closed set, in an alternative",
      { routes: [{ ...route, match: { $or: [{ status: ["open"] }, {}] } }] },
    ],
    ["an attribute of no closed set", { routes: [{ ...route, match: { attributes: { exploitAvailable: ["yes"] } } }] }],
    ["a value outside of a list", { routes: [{ ...route, match: { severity: "HIGH" } }] }],
    ["a number where text is", { routes: [{ ...route, match: { account: [111122223333] } }] }],
    ["a time that is none", { silences: [{ ...silence, to: "25:00" }] }],
    ["a secret in writing", { channels: { hook: { ...hook, signingSecret: "hunter2" } } }],
    ["a channel of no kind", { channels: { hook: { ...hook, type: "pigeon" } } }],
  ])("%s", (_title, policy) => {
    expect(accepts(policy)).toBe(false);
  });
});
