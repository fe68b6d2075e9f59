/** The policy that a command is about: of a file, for which no table is needed, or in force in the table. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Terminal } from "../output/terminal.ts";
import type { Unreadable } from "../output/unreadable.ts";
import { policyFrom } from "../policy-file.ts";
import { type TableOptions, withOpenTable } from "../stack/open-table.ts";

/** @throws CommandError for a file that is refused, or a table that there is not. */
export function policyFor(
  file: string | undefined,
  place: TableOptions,
  unreadable: Unreadable,
  terminal: Terminal,
): Promise<Policy> {
  if (file !== undefined) return policyFrom(file, terminal.stderr);
  return withOpenTable(place, terminal, (table) => policyInForce(table, unreadable));
}

/** What of it cannot be read is reported. */
export async function policyInForce(table: Table, unreadable: Unreadable): Promise<Policy> {
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  return (await createWorldSource({ table, now: systemNow, report }).world()).policy;
}
