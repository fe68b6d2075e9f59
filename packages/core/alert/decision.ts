import type { Instant } from "../event/instant.ts";
import { clean } from "../text/redact.ts";
import { plain } from "../text/text.ts";

interface Decided {
  readonly at: Instant;
  /** Who decided, as the identity provider names them. */
  readonly by: string;
  readonly why: string;
}

/** What a person did to an alert. */
export type Decision = Decided &
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
  return { ...decision, by: plain(decision.by, BY_LIMIT), why: clean(decision.why, WHY_LIMIT) };
}
