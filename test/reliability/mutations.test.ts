import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mutations } from "./mutations.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

test.each(mutations)(
  "the mutation that $does can be made in $file, and its test is there",
  ({ file, from, to, test }) => {
    expect(readFileSync(pathOf(file), "utf8").split(from).length - 1).toBe(1);
    expect(to).not.toBe(from);
    expect(existsSync(pathOf(test))).toBe(true);
  },
);
