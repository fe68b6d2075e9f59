/** A version of the policy as it was pushed. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Json } from "@tocsin/core/text/json";
import { asJson } from "../../policy-file.ts";

/** Before the first that is what is built in. Nothing for a version that cannot be read. @throws CallError */
export async function writtenVersion(table: Table, version: number): Promise<Json | undefined> {
  if (version === 0) {
    const builtIn = writtenPolicy({});
    return builtIn.ok ? asJson(builtIn.value) : undefined;
  }
  const read = await createPolicyStore(table).version(version);
  return read?.ok ? read.value.written : undefined;
}
