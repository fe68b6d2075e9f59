import * as v from "valibot";
import { recordField } from "../../text/parse.ts";
import { closedObject, described } from "../schema/fields.ts";
import { secretField } from "../secret-reference.ts";
import { problemOfHeaderName, problemOfWrittenHeader } from "../webhook-headers.ts";
import { declareChannel } from "./channel-declaration.ts";
import { receiverFields } from "./receiver.ts";

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

export const webhookChannel = declareChannel({
  settings: described(
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
  showsState: true,
  readsSecrets: "any",
  nowhere: { type: "webhook", url: "https://example.com/", signingSecret: "ssm:none", allowPrivateAddresses: false },
});
