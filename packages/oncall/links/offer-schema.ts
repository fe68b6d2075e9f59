/** An offer as it comes back from outside: in a link, or in a button. */
import { severities } from "@tocsin/core/alert/severity";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "expected 32 hexadecimal digits"));

export const offerFields = {
  of: v.union([v.strictObject({ alert: id }), v.strictObject({ group: id })]),
  severity: v.picklist(severities),
  issuedAt: instantField,
};
