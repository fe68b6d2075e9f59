/** What a kind of channel says of itself: of this follow the policy's schema and check, what is deployed for it, and what on-call tells it. */
import type * as v from "valibot";

export interface ChannelDeclaration<S extends v.GenericSchema = v.GenericSchema> {
  /** Of its settings as a policy has them: `type`, which names the kind, and what else is to be known of one. */
  readonly settings: S;
  /**
   * Whether it shows a group as it is now: then it is sent changes too that nobody needs to hear of. What shows one message after the
   * other is not.
   */
  readonly showsState: boolean;
  /**
   * Which secrets of the stage its function may read: none, those whose names begin with the kind and a slash, or any. One that reads any
   * could be made to send the secret of another kind to a receiver of whoever writes the policy.
   */
  readonly readsSecrets: "none" | "own" | "any";
  /** Settings that lead nowhere, for a policy that is shown without its places. */
  readonly nowhere: v.InferOutput<S>;
}

export function declareChannel<const S extends v.GenericSchema>(
  declaration: ChannelDeclaration<S>,
): ChannelDeclaration<S> {
  return declaration;
}
