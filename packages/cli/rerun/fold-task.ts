/** What a thread is asked to fold, and what it says. */
import type { Json } from "@tocsin/core/text/json";
import type { Recorded } from "@tocsin/rerun/plan-report";
import type { Span } from "@tocsin/rerun/rerun";
import type { RuleUse } from "@tocsin/rerun/rule-use";
import type { SpilledWakes } from "@tocsin/rerun/wakes-file";

export interface FoldTask {
  readonly tableName: string;
  /** Left out, AWS is asked. */
  readonly endpoint?: string | undefined;
  /** Which of so many parts of all alerts. */
  readonly part: number;
  readonly parts: number;
  /** The policy that is planned; the other is the one in force. */
  readonly written: Json;
  /** Where the threads put what is folded. */
  readonly spill: string;
  readonly isFoldedOnce: boolean;
  readonly isRecountMatched: boolean;
  readonly span: Span;
}

export type FoldMessage =
  /** What was read so far. */
  | { readonly kind: "read"; readonly recorded: Recorded }
  | { readonly kind: "problem"; readonly problem: string }
  | { readonly kind: "folded"; readonly folded: FoldedPart };

export interface FoldedPart {
  /** Of each of the policies that are folded. */
  readonly wakes: readonly SpilledWakes[];
  /** Of the policy that is planned. */
  readonly rules: readonly RuleUse[];
}
