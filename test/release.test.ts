import { readdirSync, readFileSync } from "node:fs";
import { itemFormats, messageFormats, VERSION } from "@tocsin/core/release";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");

test("the version is that of every package", () => {
  const packages = readdirSync(new URL("packages", root)).map((name) => `packages/${name}/package.json`);
  for (const file of ["package.json", "infra/package.json", "functions/package.json", ...packages])
    expect([file, JSON.parse(text(file)).version]).toEqual([file, VERSION]);
});

test("every kind of item is written in the format that is recorded for it", () => {
  const files = ["alerts", "digests", "groups", "world"].flatMap((folder) =>
    readdirSync(new URL(`packages/aws/${folder}/items`, root))
      .filter((name) => name.endsWith("-item.ts"))
      .map((name) => [name.replace(/-item\.ts$/, ""), text(`packages/aws/${folder}/items/${name}`)] as const),
  );
  expect(files.map(([kind]) => kind).sort()).toEqual(Object.keys(itemFormats).sort());
  for (const [kind, source] of files)
    expect(source).toMatch(new RegExp(`FORMAT = itemFormats(\\.${kind}|\\["${kind}"\\]);`));
});

test("a message's format names its kind and version", () => {
  for (const [kind, format] of Object.entries(messageFormats))
    expect(format).toMatch(new RegExp(`^tocsin\\.${kind}\\.v\\d+$`));
});
