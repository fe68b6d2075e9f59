/** The policy of a run: a file that it is given is put in force in its table; without one it goes by what is in force there. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { sameJson } from "@tocsin/core/text/json";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { CommandError, type Output, shownPath } from "../output/terminal.ts";
import type { PolicyFile } from "../policy-file.ts";
import { localUser } from "./author.ts";

export interface RunPolicy {
  /** Its path. */
  readonly file: string;
  readonly read: PolicyFile;
}

/** Gives the policy that the run goes by. A file that says what is in force makes no new version. @param at the time of the run. @throws CommandError */
export async function settlePolicy(
  table: Table,
  given: RunPolicy | undefined,
  at: Instant,
  stderr: Output,
): Promise<Policy> {
  if (given !== undefined) await putInForce(table, given, at, stderr);
  const report = ({ problem }: { readonly problem: string }) => stderr.write(`${problem}\n`);
  const { policy } = await createWorldSource({ table, now: systemNow, report }).world();
  if (given === undefined && policy.version > 0)
    stderr.write(`This run goes by version ${policy.version} of the policy, which is in force in its table.\n`);
  return policy;
}

/** Another run on the table may put the same in force meanwhile, which is as well. */
const TRIES = 3;

async function putInForce(table: Table, given: RunPolicy, at: Instant, stderr: Output, tries = TRIES): Promise<void> {
  const { file, read } = given;
  const { source, written } = read;
  const store = createPolicyStore(table);
  const replaces = await store.current();
  const before = await store.version(replaces);
  if (before?.ok && before.value.source === source && sameJson(before.value.written, written)) return;
  const why = "the policy that a run was given";
  const pushed = await store.push({ source, written, replaces, by: localUser(), at, why });
  if (pushed.outcome === "too-large")
    throw new CommandError(`${shownPath(file)} has ${pushed.bytes} bytes compressed, more than a table stores`);
  if (pushed.outcome === "overtaken") {
    if (tries > 1) return putInForce(table, given, at, stderr, tries - 1);
    throw new CommandError("other policies are put in force all the time: run it again");
  }
  if (replaces > 0)
    stderr.write(`${shownPath(file)} is version ${pushed.version} of the policy, in place of version ${replaces}.\n`);
}
