/** The policy's file. */
import { dirname } from "node:path";
import { timeIn } from "@tocsin/channels/page/page-time";
import { checkPolicy, type PolicyCheck } from "@tocsin/core/policy/check-policy";
import { defaultPolicy, parsePolicy, writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Json } from "@tocsin/core/text/json";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { scheduleWarnings } from "@tocsin/oncall/schedule/schedule-warnings";
import { withCalendars } from "./calendar/policy-calendars.ts";
import type { Output } from "./output/terminal.ts";
import { type CheckedFile, checkedFile, refusedFile, remarkText } from "./yaml-file.ts";

export interface PolicyFile {
  /** The file as it is. */
  readonly source: string;
  /** What it says, with what it leaves out filled in. */
  readonly written: Json;
  readonly policy: Policy;
}

/**
 * The policy in a YAML file; the default without a file. Its warnings are written to `stderr`, which is left out where an earlier
 * command has given them. @throws CommandError with all its errors.
 */
export async function policyFrom(file: string | undefined, stderr?: Output): Promise<Policy> {
  return file === undefined ? defaultPolicy : (await readPolicyFile(file, stderr)).policy;
}

/** The same, with the file beside it. @param now of which the calendars are that it names. @throws CommandError with all its errors. */
export async function readPolicyFile(file: string, stderr?: Output, now = systemNow()): Promise<PolicyFile> {
  const { text, value, errors, warnings } = await checkedPolicyFile(file, now);
  const policy = parsePolicy(value);
  const written = writtenPolicy(value);
  if (errors.length > 0 || !policy.ok || !written.ok) throw refusedFile(file, errors);
  for (const warning of warnings) stderr?.write(`${remarkText(file, warning, "warning: ")}\n`);
  return { source: text, written: asJson(written.value), policy: policy.value };
}

/** A policy's file with the calendars that it names, and all that is to be said of them. @throws CommandError when it cannot be read. */
export function checkedPolicyFile(file: string, now = systemNow()): Promise<CheckedFile> {
  return checkedFile(file, checkedNow, { complete: (value) => withCalendars(value, dirname(file), now) });
}

/** All that is to be said of a policy, with the time to come in which nobody is on call by it. */
function checkedNow(value: unknown): PolicyCheck {
  const check = checkPolicy(value);
  const policy = check.errors.length === 0 ? parsePolicy(value) : undefined;
  if (!policy?.ok) return check;
  return { ...check, warnings: [...check.warnings, ...scheduleWarnings(policy.value.schedules, systemNow(), timeIn)] };
}

/** A policy as it is written holds nothing but JSON. */
export function asJson(written: object): Json {
  return JSON.parse(JSON.stringify(written));
}
