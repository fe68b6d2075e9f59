/** What reaches people by telephone, by AWS End User Messaging: text messages, and calls that read the alert. */
import * as v from "valibot";
import { described } from "../schema/fields.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/** What the service takes. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
function wordField(about: string, characters: string, expected: string) {
  return described(about, v.pipe(v.string(), v.regex(new RegExp(`^[${characters}]{1,256}$`), `expected ${expected}`)));
}

const telephoneFields = (kind: string) => ({
  /** A policy contains no telephone number, as all its versions are kept. */
  phone: ownSecretField(kind, "the telephone number, such as +12065550100"),
  originationIdentity: wordField(
    "From whom: a number, a sender id or a pool of AWS End User Messaging in the same account and Region, or its ARN.",
    "\\w:/+-",
    "a number such as +12065550100, a sender id, a pool's id, or the ARN of one of these",
  ),
  configurationSet: v.optional(
    wordField(
      "A configuration set of AWS End User Messaging, which logs what became of each message.",
      "\\w:/-",
      "the name of a configuration set, or its ARN",
    ),
  ),
});

const facts = { readsSecrets: "own", ringsOnly: true } as const;

export const smsChannel = declareChannel("sms", telephoneFields("sms"), facts);
export const voiceChannel = declareChannel("voice", telephoneFields("voice"), facts);
