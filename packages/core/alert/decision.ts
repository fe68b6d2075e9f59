import type { Instant } from "../event/instant.ts";
import { cleanProse } from "../text/redact.ts";
import { plain } from "../text/text.ts";

interface Authored {
  readonly at: Instant;
  /** The person who decided, by the name that the identity provider gives. */
  readonly by: string;
  readonly why: string;
}

/** What a person did to an alert. */
export type Decision = Authored &
  (
    | { readonly kind: "acknowledge" }
    | { readonly kind: "suppress"; readonly until: Instant }
    | { readonly kind: "resolve" }
    | { readonly kind: "reopen" }
  );

const BY_LIMIT = 300;
const WHY_LIMIT = 600;

/**
 * The decision as it may be written down. `why` is free text, into which people paste what they should not; `by` is evidence,
 * an e-mail address too.
 */
export function writable(decision: Decision): Decision {
  return { ...decision, by: plain(decision.by, BY_LIMIT), why: cleanProse(decision.why, WHY_LIMIT) };
}
