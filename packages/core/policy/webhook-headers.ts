/** Headers that a policy may add to a webhook's requests, for receivers that know their callers by one. */
import { redacted } from "../text/redact.ts";
import { problemOfStored, secretReference } from "./secret-reference.ts";

/** Headers that Tocsin or the connection itself sets. */
const OWN =
  /^(content-(type|length|encoding)|user-agent|tocsin-.*|idempotency-key|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-.*)$/;
/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Why a header's name is refused. */
export function problemOfHeaderName(name: string): string | undefined {
  if (!TOKEN.test(name)) return "is not the name of a header";
  return OWN.test(name.toLowerCase()) ? "is set by Tocsin itself" : undefined;
}

/** Why a header's value is refused. It never repeats the value, which is often a credential. */
export function problemOfHeaderValue(value: string): string | undefined {
  return VALUE.test(value) ? undefined : "has characters that no header may have";
}

/** Why the value that a policy gives a header is refused; a referenced value is checked when it is read. */
export function problemOfWrittenHeader(text: string): string | undefined {
  if (secretReference(text) !== undefined) return undefined;
  const problem = problemOfStored(text) ?? problemOfHeaderValue(text);
  if (problem !== undefined) return problem;
  return redacted(text) === text ? undefined : "holds what looks like a credential: give a reference to it instead";
}
