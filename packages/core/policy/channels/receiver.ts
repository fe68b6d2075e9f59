/** Where a webhook, or the heartbeat, is sent to. */
import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";

/** `allowPrivateAddresses` decides what is allowed, which is checked once the whole is known to be well-formed. */
export const receiverFields = {
  /** A URL, or a `SecretReference` to one as it is written. */
  url: described(
    "An https URL, or a reference to one: ssm:NAME or secretsmanager:NAME below /tocsin/<stage>/.",
    v.string(),
  ),
  /** The receiver may be in your own network, or on the sending machine. */
  allowPrivateAddresses: v.optional(
    described("Whether the receiver may be in a network of your own.", v.boolean()),
    false,
  ),
};

export const heartbeatSchema = closedObject(receiverFields);
