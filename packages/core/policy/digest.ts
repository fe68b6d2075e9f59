/** Who gets the weekly digest, and how long an alert may be open. */
import type { Severity } from "../alert/severity.ts";

export interface DigestPolicy {
  /** Days that an alert of a severity may be open; alerts of other severities are never late. */
  readonly slaDays: { readonly [S in Severity]?: number | undefined };
  /** Names of the channels that get the organization's own edition. */
  readonly channels: readonly string[];
  /** Of the organization's own edition: a name of the IANA database. */
  readonly timezone: string;
  readonly editions: readonly DigestEdition[];
}

export const editionKinds = ["owner", "ou", "account"] as const;
export type EditionKind = (typeof editionKinds)[number];

/** The edition of one owner, organizational unit (and the units below it) or account, and who gets it. */
export interface DigestEdition {
  readonly kind: EditionKind;
  /** An owner's name, the path of a unit such as `/Workloads/Prod`, or an account's id. */
  readonly name: string;
  readonly channels: readonly string[];
  readonly timezone: string;
}

/** What holds where a policy says nothing. */
export const defaultSlaDays: DigestPolicy["slaDays"] = { CRITICAL: 7, HIGH: 30, MEDIUM: 90 };
