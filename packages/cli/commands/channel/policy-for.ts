/** The policy by which channels are looked at: of a file, or in force in the table. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { Terminal } from "../../output/terminal.ts";
import { policyFrom } from "../../policy-file.ts";

export async function policyFor(file: string | undefined, table: Table, { stderr }: Terminal): Promise<Policy> {
  if (file !== undefined) return policyFrom(file, stderr);
  const report = ({ problem }: { readonly problem: string }) => stderr.write(`${problem}\n`);
  return (await createWorldSource({ table, now: systemNow, report }).world()).policy;
}
