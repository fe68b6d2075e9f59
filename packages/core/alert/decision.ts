import type { Instant } from "../event/instant.ts";
import { cleanProse, redacted } from "../text/redact.ts";
import { plain } from "../text/text.ts";
import type { Severity } from "./severity.ts";

interface Authored {
  readonly at: Instant;
  /** The person who decided, by the name that the identity provider gives; `local:<user>` where none was asked. */
  readonly by: string;
  readonly why: string;
}

/**
 * The author of a decision, as receivers of a message may see it. The log keeps for the auditor what the identity provider
 * said; an e-mail address is sent to nobody.
 */
export function shownAuthor(by: string): string {
  return redacted(by.split("@")[0] ?? "");
}

/** What the author of an acknowledgement saw of the alert: it holds for that, and for nothing worse. */
export interface Seen {
  readonly version: number;
  readonly severity: Severity;
}

export type Acknowledgement = Authored & {
  readonly kind: "acknowledge";
  readonly seen?: Seen | undefined;
  /** Until when it holds; what does not say so holds for a day. */
  readonly until?: Instant | undefined;
};
export type Suppression = Authored & { readonly kind: "suppress"; readonly until: Instant };
/** Says whether there still is a problem, whatever reporters said before. */
export type Ruling = Authored & { readonly kind: "resolve" | "reopen" };

/** What a person did to an alert. */
export type Decision = Acknowledgement | Suppression | Ruling;

/**
 * The decisions that are known of an alert: three registers, the last writer wins in each, so that an acknowledgement does not
 * end a suppression.
 */
export interface Decisions {
  readonly acknowledgement?: Acknowledgement | undefined;
  readonly suppression?: Suppression | undefined;
  readonly ruling?: Ruling | undefined;
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
    default:
      return decision satisfies never;
  }
}

/** The decision in the register that `decision` belongs to. */
export function inRegisterOf(
  decision: Decision,
  { acknowledgement, suppression, ruling }: Decisions,
): Decision | undefined {
  return decision.kind === "acknowledge" ? acknowledgement : decision.kind === "suppress" ? suppression : ruling;
}

/** Whether `a` was made after `b`: by `(at, by)`. */
export function overrules(a: Decision, b: Decision): boolean {
  return a.at === b.at ? a.by > b.by : a.at > b.at;
}

/**
 * Holds the longest ARN of a caller, that of a user in the longest path.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const BY_LIMIT = 640;
/** In UTF-16 units; what is longer is cut. */
export const WHY_LIMIT = 600;

/**
 * What a person did, as it may be written down. `why` is free text, into which people paste what they should not; `by` is evidence,
 * an e-mail address too.
 */
export function writable<T extends { readonly by: string; readonly why: string }>(done: T): T {
  return { ...done, by: plain(done.by, BY_LIMIT), why: cleanProse(done.why, WHY_LIMIT) };
}
