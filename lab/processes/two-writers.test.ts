import { expect, test } from "vitest";
import { twoWriters } from "./two-writers.ts";

test("two runs at once on one table leave what one leaves, and tell what one tells in the end", async () => {
  expect(await twoWriters("short")).toMatchObject({ lost: 0, doubled: 0, wrong: 0, failures: [] });
}, 300_000);
