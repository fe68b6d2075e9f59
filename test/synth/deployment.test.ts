/** What `sst deploy` would make, from the genuine configuration and SST's own components. */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { arnsAreOfThePartition, dataIsKept, namesCarryAppAndStage, physicalNames } from "./checks/operation.ts";
import { type CheckName, checks } from "./checks.ts";
import { synthesizeApart } from "./child.ts";
import { deployDocs, withTables } from "./deploy-docs.ts";
import { permissionsTable } from "./deployer.ts";
import { describeEquality } from "./equality.ts";
import { describeMembers } from "./members.ts";
import { describeMutations } from "./mutations.ts";
import type { Synthesis } from "./synthesize.ts";

const names = Object.keys(checks) as CheckName[];

/** The longest that a stage's name may be, so that every other name is at its longest, too. */
const longest = "staging".padEnd(32, "-long");

let stages: Readonly<Record<"prod" | "staging" | "china", Synthesis>>;

beforeAll(async () => {
  const [prod, staging, china] = await Promise.all([
    synthesizeApart("prod"),
    synthesizeApart(longest),
    synthesizeApart("china", "aws-cn"),
  ]);
  stages = { prod, staging, china };
  // A few seconds each on two quiet cores.
}, 180_000);

describe.each(["prod", "staging", "china"] as const)("stage %s", (stage) => {
  test.each(names)("%s", (name) => {
    expect(checks[name](stages[stage])).toEqual([]);
  });

  test("names carry the app and the stage", () => {
    expect(namesCarryAppAndStage(stage === "staging" ? longest : stage)(stages[stage])).toEqual([]);
  });

  test("data is kept as the stage wants it", () => {
    expect(dataIsKept(stage === "prod")(stages[stage])).toEqual([]);
    expect(dataIsKept(stage !== "prod")(stages[stage])).not.toEqual([]);
  });
});

test("two stages share no name", () => {
  const taken = new Set(physicalNames(stages.prod).map(({ name }) => name));
  expect(physicalNames(stages.staging).filter(({ name }) => taken.has(name))).toEqual([]);
});

test("another partition is named wherever there is an ARN", () => {
  expect(arnsAreOfThePartition("aws-cn")(stages.china)).toEqual([]);
  expect(arnsAreOfThePartition("aws")(stages.china)).not.toEqual([]);
});

test("every function is bundled, minified, within its limit", () => {
  expect(stages.prod.functions.map(({ handler }) => handler)).toHaveLength(10);
  for (const { name, bytes } of stages.prod.functions) {
    expect(bytes, name).toBeGreaterThan(100 * 1024);
    expect(bytes, name).toBeLessThan((name.endsWith("-digest") ? 600 : 450) * 1024);
  }
});

test("docs/deploy.md has the permissions and the costs of what is deployed; `node test/synth/deploy-docs.ts` writes them", async () => {
  const page = await readFile(deployDocs, "utf8");
  expect(page).toBe(withTables(page, stages.prod));
});

test("a kind of resource whose permissions nobody has listed is named", () => {
  const unknown = { type: "aws:glue/job:Job", name: "Job", inputs: {}, outputs: {} };
  const more = { ...stages.prod, resources: [...stages.prod.resources, unknown] };
  expect(() => permissionsTable(more)).toThrow("does not go with glue/job:Job");
});

describe("what is deployed is what runs on a laptop", () => {
  describeEquality(() => stages.prod, "tocsin-prod-");
});

describe("the organization's accounts", () => {
  describeMembers(() => stages.prod);
});

describe("a deployment is refused when", () => {
  describeMutations(() => stages.prod);
});
