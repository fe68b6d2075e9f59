import type { Instant } from "../event/instant.ts";
import { cleanProse, redacted } from "../text/redact.ts";
import { plain } from "../text/text.ts";
import type { Severity } from "./severity.ts";

interface Authored {
  readonly at: Instant;
  /** The person who decided, by the name that the identity provider gives; `local:<user>` if there was none. */
  readonly by: string;
  readonly why: string;
}

/**
 * The author of a decision, as receivers of a message may see it. For the auditor, the log keeps the identity provider's full name; no
 * e-mail address is ever sent.
 */
export function shownAuthor(by: string): string {
  return redacted(by.split("@")[0] ?? "");
}

/** The state that the author of an acknowledgement saw: it holds for that, and for nothing worse. */
export interface Seen {
  readonly version: number;
  readonly severity: Severity;
}

export type Acknowledgement = Authored & {
  readonly kind: "acknowledge";
  readonly seen?: Seen | undefined;
  /** Until when it holds; a day if left out. */
  readonly until?: Instant | undefined;
};
export type Suppression = Authored & { readonly kind: "suppress"; readonly until: Instant };
/** Says whether there still is a problem, whatever reporters said before. */
export type Ruling = Authored & { readonly kind: "resolve" | "reopen" };

/** A second person's approval of a suppression, if the policy requires it. It applies to that suppression only. */
export type Approval = Authored & { readonly kind: "approve"; readonly of: Pick<Authored, "at" | "by"> };

/** What a person did to an alert. */
export type Decision = Acknowledgement | Suppression | Ruling | Approval;

/**
 * The decisions that are known of an alert: four registers, the last writer wins in each, so that an acknowledgement does not
 * end a suppression.
 */
export interface Decisions {
  readonly acknowledgement?: Acknowledgement | undefined;
  readonly suppression?: Suppression | undefined;
  readonly ruling?: Ruling | undefined;
  readonly approval?: Approval | undefined;
}

/** The one decision, in its register. */
export function registered(decision: Decision): Decisions {
  switch (decision.kind) {
    case "acknowledge":
      return { acknowledgement: decision };
    case "suppress":
      return { suppression: decision };
    case "resolve":
    case "reopen":
      return { ruling: decision };
    case "approve":
      return { approval: decision };
    default:
      return decision satisfies never;
  }
}

/** The decision in the register that `decision` belongs to. */
export function inRegisterOf(decision: Decision, decisions: Decisions): Decision | undefined {
  switch (decision.kind) {
    case "acknowledge":
      return decisions.acknowledgement;
    case "suppress":
      return decisions.suppression;
    case "resolve":
    case "reopen":
      return decisions.ruling;
    case "approve":
      return decisions.approval;
    default:
      return decision satisfies never;
  }
}

/** Whether somebody other than the author has approved the suppression. */
export function isApproved({ suppression, approval }: Decisions): boolean {
  if (suppression === undefined || approval === undefined) return false;
  const { at, by } = approval.of;
  return suppression.at === at && suppression.by === by && isOfAnother(approval, suppression);
}

/** Whether two decisions are by different people, as far as their names show. */
export function isOfAnother(a: Pick<Authored, "by">, b: Pick<Authored, "by">): boolean {
  return personIn(a.by) !== personIn(b.by);
}

/**
 * The name of a session or a user, at the end of an ARN: one person may use several roles, and has the same name in each after signing in
 * with IAM Identity Center. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function personIn(by: string): string {
  return by.slice(by.lastIndexOf("/") + 1);
}

/** Whether `a` was made after `b`: by `(at, by)`. */
export function overrules(a: Decision, b: Decision): boolean {
  return a.at === b.at ? a.by > b.by : a.at > b.at;
}

/**
 * Holds the longest ARN of a caller, that of a user in the longest path.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const BY_LIMIT = 640;
/** In UTF-16 units; longer texts are cut. */
export const WHY_LIMIT = 600;

/**
 * A person's decision in the form that may be stored. `why` is free text, into which people paste secrets, and is redacted; `by` is
 * evidence and stays, even an e-mail address.
 */
export function writable<T extends { readonly by: string; readonly why: string }>(done: T): T {
  return { ...done, by: plain(done.by, BY_LIMIT), why: cleanProse(done.why, WHY_LIMIT) };
}
