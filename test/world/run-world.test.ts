/** Runs that begin at once on one table, each with the same files: what they say is put in force once, and none of them fails. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createDirectory, entryOf } from "@tocsin/core/directory/directory";
import { instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { readPolicyFile } from "../../packages/cli/policy-file.ts";
import { settleAccounts } from "../../packages/cli/stack/run-accounts.ts";
import { settlePolicy } from "../../packages/cli/stack/run-policy.ts";
import { inDirectory } from "../support/terminal.ts";
import { useEmptyTables } from "../support/world-table.ts";

const emptyTable = useEmptyTables();
const at = instant("2026-11-20T12:00:00Z");
const silent = { write: () => true };
const runs = [1, 2, 3];

test("the policy of several runs that begin at once is put in force once", async () => {
  const table = await emptyTable();
  await inDirectory(async (directory) => {
    const file = join(directory, "policy.yaml");
    await writeFile(file, "fallbackOwner: platform\n");
    const read = await readPolicyFile(file);
    const policies = await Promise.all(runs.map(() => settlePolicy(table, { file, read }, at, silent)));
    expect(policies.map(({ version }) => version)).toEqual(runs.map(() => 1));
    expect(await createPolicyStore(table).current()).toBe(1);
  });
});

test("and so is the directory", async () => {
  const table = await emptyTable();
  const directory = createDirectory("file", new Map([["111122223333", entryOf({ name: "shop", tags: {} })]]));
  await Promise.all(runs.map(() => settleAccounts(table, { what: "the file", directory }, at, silent)));
  expect(await Array.fromAsync(createDirectoryStore(table).versions())).toEqual([1]);
});
