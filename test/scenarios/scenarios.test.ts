/** Our own scenarios, by the command that users have. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tocsin } from "../support/terminal.ts";

const folder = import.meta.dirname;
/** Beside the scenarios there are the policy and the accounts that most of them go by. */
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && !/^(?:policy|accounts)\./.test(name));

test.each(files)("%s: people are told what they should be", async (name) => {
  const { exitCode, stdout, stderr } = await tocsin(["scenario", "test", join(folder, name)]);
  expect(`${stdout}${stderr}`).toMatch(/^ok /);
  expect(exitCode).toBe(0);
});
