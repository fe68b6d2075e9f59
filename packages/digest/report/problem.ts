/** A problem is what one person does one thing about: the alerts that share it are told of in one line. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { dateOf, dayOf } from "@tocsin/oncall/local-time";
import type { Facts } from "./alert-quarter.ts";

export type ProblemKind =
  | { readonly kind: "vulnerability"; readonly cve: string }
  | { readonly kind: "deadlines"; readonly owner: string; readonly day: string }
  | { readonly kind: "condition"; readonly condition: ConditionName; readonly account: string };

/**
 * The problem of an alert, as on-call's groups have it: one vulnerability wherever it is, the deadlines of one owner on one day of
 * `timezone`, and else what is of one kind in one account.
 */
export function problemOf(
  alert: Pick<Facts, "condition" | "account" | "owner" | "deadline" | "cve">,
  timezone: string,
): ProblemKind {
  const { condition, account, owner = UNOWNED, deadline, cve } = alert;
  if (cve !== undefined && isVulnerability(condition)) return { kind: "vulnerability", cve };
  if (deadline !== undefined) return { kind: "deadlines", owner, day: dateOf(dayOf(deadline, timezone)) };
  return { kind: "condition", condition, account };
}

/** The same for the same problem in every edition and week. */
export function keyOf(problem: ProblemKind): string {
  switch (problem.kind) {
    case "vulnerability":
      return `vulnerability:${problem.cve}`;
    case "deadlines":
      return `deadlines:${problem.day}:${problem.owner}`;
    case "condition":
      return `condition:${problem.condition}:${problem.account}`;
    default:
      return problem satisfies never;
  }
}

function isVulnerability(condition: ConditionName): boolean {
  return condition === "vulnerability" || condition === "image-vulnerability";
}
