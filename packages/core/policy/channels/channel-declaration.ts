/** The declaration of a kind of channel, from which the policy's schema and check, its deployment, and what on-call tells it follow. */
import * as v from "valibot";
import { closedObject, described, quietDaysField } from "../schema/fields.ts";
import { isSecretOf, secretFieldLike, secretReference } from "../secret-reference.ts";

interface ChannelFacts {
  /**
   * Whether it shows a group as it is now: then it is also sent changes that nobody needs to hear of. A channel that shows one message
   * after the other is not.
   */
  readonly showsState: boolean;
  /**
   * Which secrets of the stage its function may read: none, those whose names begin with the kind and a slash, or any. With a function that
   * reads any, the author of a policy could have another kind's secret sent to a receiver of their own.
   */
  readonly readsSecrets: "none" | "own" | "any";
  /** Whether it is sent only what rings now: no morning list, and no end. */
  readonly ringsOnly: boolean;
  /** Whether people read texts in it that are longer than a notification. */
  readonly takesDigest: boolean;
  /** Whether it documents that it accepts one message at a time: then a refused one speaks for those that were to follow at once. */
  readonly takesOneAtATime: boolean;
}

/**
 * @param settings the settings of one in a policy, apart from its `type`.
 * @param facts the differences from a kind that shows no state, reads no secrets, and is sent all notifications but no digest.
 */
export function declareChannel<const K extends string, const E extends v.ObjectEntries>(
  kind: K,
  settings: E,
  {
    showsState = false,
    readsSecrets = "none",
    ringsOnly = false,
    takesDigest = false,
    takesOneAtATime = false,
  }: Partial<ChannelFacts> = {},
) {
  const common = { type: v.literal(kind), quietDays: quietDaysField };
  const facts = { showsState, readsSecrets, ringsOnly, takesDigest, takesOneAtATime };
  return { settings: closedObject({ ...common, ...settings }), ...facts };
}

/** A reference to a secret that belongs to one kind of channel: only its function, called `reader`, may read it. */
export function ownSecretField(kind: string, what: string, reader = `deliver-${kind}`) {
  return referenceField(
    what,
    `${kind}/`,
    v.pipe(
      secretFieldLike(`${kind}/NAME`),
      v.check(
        // What is no reference at all is refused as that.
        (text) => (secretReference(text)?.store ?? "env") === "env" || isSecretOf(kind, text),
        `expected ssm:${kind}/NAME or secretsmanager:${kind}/NAME: ${reader} may read no other secret`,
      ),
    ),
  );
}

/** A reference to a secret, with what an editor shows of it. @param below what its name begins with. */
export function referenceField<const S extends v.GenericSchema>(what: string, below: string, field: S) {
  return described(
    `A reference to ${what}: ssm:${below}NAME or secretsmanager:${below}NAME below /tocsin/<stage>/, or env:TOCSIN_SECRET_NAME.`,
    field,
  );
}
