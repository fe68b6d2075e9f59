/** A problem is a set of alerts that one person ends by one thing: the report has one line for it. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { dateOf, dayOf } from "@tocsin/oncall/local-time";
import type { Facts } from "./alert-quarter.ts";

export type ProblemKind =
  | { readonly kind: "vulnerability"; readonly cve: string }
  | { readonly kind: "deadlines"; readonly owner: string; readonly day: string }
  | { readonly kind: "condition"; readonly condition: ConditionName; readonly account: string };

/**
 * The problem of an alert, formed like on-call's groups: a vulnerability wherever it is, the deadlines of one owner on one day of
 * `timezone`, or else the alerts of one condition in one account.
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

/** The problem's key, the same in every edition and week. */
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
