import * as v from "valibot";
import { recordField } from "../../text/parse.ts";
import { described } from "../schema/fields.ts";
import { secretField } from "../secret-reference.ts";
import { problemOfHeaderName, problemOfWrittenHeader } from "../webhook-headers.ts";
import { declareChannel, referenceField } from "./channel-declaration.ts";
import { receiverFields } from "./receiver.ts";

const headersField = recordField(textWithout(problemOfHeaderName), textWithout(problemOfWrittenHeader));

function textWithout(problemOf: (text: string) => string | undefined) {
  return v.pipe(
    v.string(),
    v.check(
      (text) => problemOf(text) === undefined,
      ({ input }) => problemOf(input) ?? "",
    ),
  );
}

export const webhookChannel = declareChannel(
  "webhook",
  {
    ...receiverFields,
    signingSecret: referenceField("the secret", "", secretField),
    headers: v.optional(
      described(
        "More headers, by name, for a receiver that knows its callers by one: a text, or a reference to it.",
        headersField,
      ),
    ),
  },
  { showsState: true, readsSecrets: "any" },
);
