/** `tocsin policy pull`: the very file that was pushed. */
import type { PolicyVersion } from "@tocsin/aws/world/items/policy-item";
import { createPolicyStore, type PolicyStore } from "@tocsin/aws/world/policy-store";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { writeAnew } from "../../output/written-file.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { recordText } from "./history.ts";

interface PullOptions extends TableOptions, StageTableOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** Whose version it is goes to standard error, so that what is printed can be pushed again. @throws CommandError */
export async function pullPolicy(
  wanted: number | undefined,
  options: PullOptions,
  terminal: Terminal,
): Promise<number> {
  return withOpenTable({ ...options, ...stageTable(options) }, terminal, async (table) => {
    const store = createPolicyStore(table);
    const version = wanted ?? (await store.current());
    if (version === 0)
      throw new CommandError(
        "no policy has ever been pushed, so the built-in policy is in use; docs/policy.md shows how to write one",
        exitCodes.refused,
      );
    const { source, ...record } = await versionFrom(store, version);
    terminal.stderr.write(`${recordText(record)}\n`);
    if (options.output === undefined) terminal.stdout.write(source);
    else await writeAnew(options.output, source, options.force === true);
    return exitCodes.ok;
  });
}

/** @throws CommandError when there is none, or it cannot be read. */
export async function versionFrom(store: PolicyStore, version: number): Promise<PolicyVersion> {
  const read = await store.version(version);
  if (read === undefined)
    throw new CommandError(
      `there is no version ${version} of the policy: \`tocsin policy history\` lists them`,
      exitCodes.refused,
    );
  if (!read.ok) throw new CommandError(read.error.message, exitCodes.refused);
  return read.value;
}
