/** To whom the weekly digest goes, and how long an alert may be open. */
import type { Severity } from "../alert/severity.ts";

export interface DigestPolicy {
  /** Days that an alert of a severity may be open; of one that is left out, none is ever late. */
  readonly slaDays: { readonly [S in Severity]?: number | undefined };
  /** Names of the channels that the organization's own edition goes to. */
  readonly channels: readonly string[];
  /** Of the organization's own edition: a name of the IANA database. */
  readonly timezone: string;
  readonly editions: readonly DigestEdition[];
}

export const editionKinds = ["owner", "ou", "account"] as const;
export type EditionKind = (typeof editionKinds)[number];

/** What is of one owner, organizational unit (and of those below it) or account, and to whom it goes. */
export interface DigestEdition {
  readonly kind: EditionKind;
  /** An owner's name, the path of a unit such as `/Workloads/Prod`, or an account's id. */
  readonly name: string;
  readonly channels: readonly string[];
  readonly timezone: string;
}

/** What holds where a policy says nothing. */
export const defaultSlaDays: DigestPolicy["slaDays"] = { CRITICAL: 7, HIGH: 30, MEDIUM: 90 };
