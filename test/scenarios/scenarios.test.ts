/** Our own scenarios, by the command that users have. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tocsin } from "../support/terminal.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

test.each(files)("%s: people are told what they should be", async (name) => {
  const { exitCode, stdout, stderr } = await tocsin(["scenario", "test", join(folder, name)]);
  expect(`${stdout}${stderr}`).toMatch(/^ok /);
  expect(exitCode).toBe(0);
});
