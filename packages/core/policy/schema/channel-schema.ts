/** The form of the settings of channels, and of the monitor that the heartbeat goes to. */
import * as v from "valibot";
import { recordField } from "../../text/parse.ts";
import { secretField } from "../secret-reference.ts";
import { problemOfHeaderName, problemOfWrittenHeader } from "../webhook-headers.ts";
import { closedObject, described } from "./fields.ts";

const headersField = recordField(
  v.pipe(
    v.string(),
    v.check(
      (name) => problemOfHeaderName(name) === undefined,
      ({ input }) => problemOfHeaderName(input) ?? "",
    ),
  ),
  v.pipe(
    v.string(),
    v.check(
      (value) => problemOfWrittenHeader(value) === undefined,
      ({ input }) => problemOfWrittenHeader(input) ?? "",
    ),
  ),
);

/** What is allowed of it depends on `allowPrivateAddresses`, and is looked at when the whole is known to be well-formed. */
const receiverFields = {
  url: described(
    "An https URL, or a reference to one: ssm:NAME or secretsmanager:NAME below /tocsin/<stage>/.",
    v.string(),
  ),
  allowPrivateAddresses: v.optional(
    described("Whether the receiver may be in a network of your own.", v.boolean()),
    false,
  ),
};

export const heartbeatSchema = closedObject(receiverFields);

export const channelSchema = v.variant("type", [
  described(
    "Pages for people, in the log of the function or the terminal.",
    closedObject({ type: v.literal("console") }),
  ),
  described(
    "Messages for people, on a topic of the stack's own to which e-mail addresses and telephones subscribe.",
    closedObject({ type: v.literal("sns") }),
  ),
  described(
    "Signed JSON for a system of your own.",
    closedObject({
      type: v.literal("webhook"),
      ...receiverFields,
      signingSecret: described(
        "A reference to the secret: ssm:NAME or secretsmanager:NAME below /tocsin/<stage>/, or env:TOCSIN_SECRET_NAME.",
        secretField,
      ),
      headers: v.optional(
        described(
          "More headers, by name, for a receiver that knows its callers by one: a text, or a reference to it.",
          headersField,
        ),
      ),
    }),
  ),
]);
