/** The policy's file. */
import { checkPolicy } from "@tocsin/core/policy/check-policy";
import { defaultPolicy, parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Output } from "./output/terminal.ts";
import { checkedFile, refusedFile, remarkText } from "./yaml-file.ts";

/**
 * The policy in a YAML file; the default without a file. Its warnings are written to `stderr`, which is left out where an earlier
 * command has given them. @throws CommandError with all its errors.
 */
export async function policyFrom(file: string | undefined, stderr?: Output): Promise<Policy> {
  if (file === undefined) return defaultPolicy;
  const { value, errors, warnings } = await checkedFile(file, checkPolicy);
  const policy = parsePolicy(value);
  if (errors.length > 0 || !policy.ok) throw refusedFile(file, errors);
  for (const warning of warnings) stderr?.write(`${remarkText(file, warning, "warning: ")}\n`);
  return policy.value;
}
