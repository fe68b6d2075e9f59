/** What is deployed and what would be, in the same words, so that they can be compared. */
import * as v from "valibot";

export interface StackResource {
  /** What Pulumi tells resources apart by: the types of what it is part of and its own, and its name. */
  readonly place: string;
  /** Pulumi's type without the provider, `sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether it stays in the account when it is taken out of the stack. */
  readonly isKept: boolean;
}

/** What a version says of itself. */
export const releaseSchema = v.object({
  version: v.string(),
  itemFormats: v.record(v.string(), v.number()),
  messageFormats: v.record(v.string(), v.string()),
});
export type Release = v.InferOutput<typeof releaseSchema>;

export interface Stack {
  readonly resources: readonly StackResource[];
  /** Nothing where the deployment was made by a version that said none. */
  readonly release: Release | undefined;
}
