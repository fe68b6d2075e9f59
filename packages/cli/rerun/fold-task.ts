/** What a thread is asked to fold, and what it says. */
import type { Json } from "@tocsin/core/text/json";
import type { Recorded } from "@tocsin/rerun/plan-report";
import type { Span } from "@tocsin/rerun/rerun";
import type { RuleUse } from "@tocsin/rerun/rule-use";

export interface FoldTask {
  readonly tableName: string;
  /** Left out, AWS is asked. */
  readonly endpoint?: string | undefined;
  /** Which of so many parts of all alerts. */
  readonly part: number;
  readonly parts: number;
  /** The policy that is planned; the other is the one in force. */
  readonly written: Json;
  readonly isFoldedOnce: boolean;
  readonly isRecountMatched: boolean;
  readonly span: Span;
}

export type FoldMessage =
  | { readonly kind: "wakes"; readonly wakes: FoldedWakes }
  /** What was read so far. */
  | { readonly kind: "read"; readonly recorded: Recorded }
  | { readonly kind: "problem"; readonly problem: string }
  /** Of the policy that is planned. */
  | { readonly kind: "rules"; readonly rules: readonly RuleUse[] };

export interface FoldedWakes {
  /** Of which of the policies that are folded. */
  readonly policy: number;
  /** In milliseconds since 1970. */
  readonly epochs: readonly number[];
  /** Each as JSON, one after another. */
  readonly bytes: Uint8Array;
  /** Of each, in bytes. */
  readonly lengths: readonly number[];
}
