import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mutations } from "./mutations.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

test.each(mutations)("a mutation that $does still finds its text, once, and its test", async ({ file, from, test }) => {
  expect((await readFile(pathOf(file), "utf8")).split(from).length - 1).toBe(1);
  expect(existsSync(pathOf(test))).toBe(true);
});
