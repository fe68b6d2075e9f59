import { readFile } from "node:fs/promises";
import { defaultPolicy, parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import { problemOfReading } from "./input/bytes.ts";
import { CommandError, exitCodes, shownPath } from "./output/terminal.ts";

/** The policy in a YAML file, or the default without one. @throws CommandError naming the line or the field. */
export async function policyFrom(file: string | undefined): Promise<Policy> {
  if (file === undefined) return defaultPolicy;
  const { parseDocument } = await import("yaml");
  // An alias that multiplies itself is refused rather than expanded.
  const document = parseDocument(await readText(file), { prettyErrors: true, uniqueKeys: true });
  if (document.errors[0]) throw refusedFile(file, headlineOf(document.errors[0]));
  const policy = parsePolicy(document.toJS({ maxAliasCount: 100 }));
  if (!policy.ok) throw refusedFile(file, refusalText(policy.refusal));
  return policy.value;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw refusedFile(file, problemOfReading(error));
  }
}

function refusedFile(file: string, problem: string): CommandError {
  return new CommandError(`${shownPath(file)}: ${problem}`, exitCodes.usage);
}

/** What is wrong, and at which line and column; the lines below quote the file. */
function headlineOf({ message }: Error): string {
  return plain(message.split("\n")[0] ?? "", HEADLINE_LIMIT).replace(/:$/, "");
}

const HEADLINE_LIMIT = 300;
