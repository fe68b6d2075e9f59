import { readFile } from "node:fs/promises";
import { refusalText } from "@tocsin/core/parse";
import { defaultPolicy, parsePolicy } from "@tocsin/core/parse-policy";
import type { Policy } from "@tocsin/core/policy";
import { parseDocument } from "yaml";
import { CommandError, exitCodes } from "./terminal.ts";

/** The policy in a YAML file, or the default without one. @throws CommandError naming the line or the field. */
export async function policyFrom(file: string | undefined): Promise<Policy> {
  if (file === undefined) return defaultPolicy;
  // An alias that multiplies itself is refused rather than expanded.
  const document = parseDocument(await readText(file), { prettyErrors: true, uniqueKeys: true });
  if (document.errors[0]) throw new CommandError(`${file}: ${document.errors[0].message}`, exitCodes.usage);
  const policy = parsePolicy(document.toJS({ maxAliasCount: 100 }));
  if (!policy.ok) throw new CommandError(`${file}: ${refusalText(policy.refusal)}`, exitCodes.usage);
  return policy.value;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`, exitCodes.usage);
  }
}
