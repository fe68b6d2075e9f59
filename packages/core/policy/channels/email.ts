import * as v from "valibot";
import { described } from "../schema/fields.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/**
 * One address and nothing around it: neither a name, nor a second address, nor a further header can be meant. SES takes ASCII alone; a path
 * has 256 characters, its brackets among them. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3
 */
const mailAddressField = v.pipe(
  v.string(),
  v.regex(
    /^(?=.{1,254}$)[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
    "expected a mail address alone, such as tocsin@alerts.example.com",
  ),
);

export function isMailAddress(text: string): boolean {
  return v.is(mailAddressField, text);
}

export const emailChannel = declareChannel(
  "email",
  {
    to: ownSecretField("email", "the address: of a person, or of a list"),
    from: described("Whom mails are from, of the identity that is deployed.", mailAddressField),
    replyTo: v.optional(ownSecretField("email", "the address that answers go to")),
  },
  { readsSecrets: "own", takesDigest: true },
);
