import { expect, test } from "vitest";
import { convergence } from "./convergence.ts";

const seed = Number(process.env.TOCSIN_SEED ?? 20_261_125);

test(`histories end in one table whatever way they arrive (seed ${seed})`, { timeout: 300_000 }, async () => {
  const { failures, wrong } = await convergence("short", seed);
  expect(failures).toEqual([]);
  expect(wrong).toBe(0);
});
