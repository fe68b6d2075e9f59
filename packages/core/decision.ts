import type { Instant } from "./instant.ts";

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
