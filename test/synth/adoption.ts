/** What production takes over where the configuration says so: just the table, the bucket and the key, and none beside them. */
import type { Config } from "@tocsin/infra/config";
import { expect, test } from "vitest";
import { type Check, type Flaw, ofType, textAt } from "./graph.ts";
import type { Resource } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

export type Adoption = NonNullable<Config["adopt"]>;

/** By kind, where the configuration names it. */
const adoptable = {
  "dynamodb/table:Table": "table",
  "s3/bucket:Bucket": "bucket",
  "kms/key:Key": "key",
} as const satisfies Readonly<Record<string, keyof Adoption>>;

/** Whether these three are taken over, under these ids and names, and nothing else is; without `adoption`, whether all is made. */
const isAdopted =
  (adoption: Adoption | undefined): Check =>
  (synthesis) => [
    ...Object.entries(adoptable).flatMap(([type, kind]): readonly Flaw[] => {
      const [only, ...more] = ofType(synthesis, type);
      if (only === undefined || more.length > 0) return [{ resource: type, problem: `there are ${more.length + 1}` }];
      const wanted = adoption?.[kind];
      if (only.adopts === wanted) return [];
      return [{ resource: only.name, problem: `takes over ${only.adopts ?? "nothing"}, not ${wanted ?? "nothing"}` }];
    }),
    ...synthesis.resources
      .filter(({ type, adopts }) => adopts !== undefined && !Object.keys(adoptable).includes(type.replace(/^aws:/, "")))
      .map(({ name, adopts }) => ({ resource: name, problem: `takes over ${adopts}` })),
  ];

interface Synthesized {
  readonly prod: Synthesis;
  readonly adopted: Synthesis;
  /** Of another stage, by the configuration that adopts. */
  readonly staging: Synthesis;
}

/** The graphs are had once the tests run. */
export function describeAdoption(synthesized: () => Synthesized, adoption: Adoption): void {
  test("production takes over just these three", () => {
    expect(isAdopted(adoption)(synthesized().adopted)).toEqual([]);
  });

  test("production makes its own where nothing is named", () => {
    expect(isAdopted(undefined)(synthesized().prod)).toEqual([]);
  });

  test("another stage, which would delete them with itself, makes its own by the same configuration", () => {
    expect(synthesized().staging.config.adopt).toEqual(adoption);
    expect(isAdopted(undefined)(synthesized().staging)).toEqual([]);
  });

  test("nothing goes by the name or the key that production would have had", () => {
    const { prod, adopted } = synthesized();
    expect(mentions(prod, madeIn(prod))).not.toEqual([]);
    expect(mentions(adopted, madeIn(prod))).toEqual([]);
  });

  test.each<[string, (resource: Resource) => Resource | readonly Resource[], string]>([
    ["the table is made", ({ adopts: _adopts, ...table }) => table, "AlertsTable"],
    ["another key is taken over", (resource) => ({ ...resource, adopts: "another" }), "Key"],
    ["a second bucket is made", (bucket) => [bucket, { ...bucket, name: "Second" }], "ReportsBucket"],
    ["more is taken over", (resource) => ({ ...resource, adopts: "tocsin-prod-alerts" }), "TopicTopic"],
  ])("is noticed when %s", (_title, change, name) => {
    const { adopted } = synthesized();
    const resources = adopted.resources.flatMap((resource) => (resource.name === name ? change(resource) : resource));
    expect(isAdopted(adoption)({ ...adopted, resources })).toHaveLength(1);
  });
}

/** How others name the table and the key. */
const madeIn = (synthesis: Synthesis): readonly string[] => [
  ...ofType(synthesis, "dynamodb/table:Table").map((table) => `table/${textAt(table, "name")}`),
  ...ofType(synthesis, "kms/key:Key").map(({ outputs }) => `:key/${outputs.keyId}`),
];

const mentions = ({ resources }: Synthesis, names: readonly string[]): readonly string[] =>
  resources
    .filter(({ inputs }) => names.some((name) => new RegExp(`${name}(?![\\w-])`).test(JSON.stringify(inputs))))
    .map(({ name }) => name);
