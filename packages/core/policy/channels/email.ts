import * as v from "valibot";
import { described } from "../schema/fields.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/** RFC 5321, section 4.5.3.1.3: a path of 256 characters, its brackets among them. */
const ADDRESS_LIMIT = 254;

/** One address and nothing around it: neither a name, nor a second address, nor a further header can be meant. SES takes ASCII alone. */
const mailAddressField = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
    "expected a mail address alone, such as tocsin@alerts.example.com",
  ),
  v.maxLength(ADDRESS_LIMIT, `is longer than ${ADDRESS_LIMIT} characters`),
);

export function isMailAddress(text: string): boolean {
  return v.is(mailAddressField, text);
}

export const emailChannel = declareChannel(
  "email",
  {
    to: ownSecretField("email", "the address: of a person, or of a list"),
    from: described("Whom mails are from, an address of the identity that the deployment names.", mailAddressField),
    replyTo: v.optional(ownSecretField("email", "the address that answers go to")),
  },
  { readsSecrets: "own" },
);
