/**
 * Texts of outsiders may contain a secret. A secret is removed where the text comes in, and a marker says what it was; no secret is stored,
 * logged or sent.
 *
 * There are two kinds of text. **Names** are what AWS gives: ARNs, ids, names of resources, rules, accounts and roles. An alert is useless
 * if its resource cannot be found, so a name stays as it is; only a credential in it, recognized by its issuer's format, is replaced.
 * **Prose** is what people and services write about them: descriptions, annotations, recommendations, reasons, errors. In prose, access key
 * ids, values assigned to a name such as `password`, e-mail addresses, payment card numbers and long random keys are replaced too.
 * docs/adr/0018-names-are-not-redacted.md says why.
 */
import { withoutCredentials } from "./credential.ts";
import { isHarmless, plain } from "./text.ts";

/** A name that AWS gives, as it may be stored, logged and sent: on one line, at most `limit` UTF-16 units long. */
export function cleanName(text: string, limit: number): string {
  return cleaned(text, limit, withoutCredentials);
}

/** What somebody wrote, as it may be stored, logged and sent: redacted, on one line, at most `limit` UTF-16 units long. */
export function cleanProse(text: string, limit: number): string {
  return cleaned(text, limit, withoutSecrets);
}

/** `name` with a marker in place of each credential with a known format. */
export function redactedName(name: string): string {
  return asSeen(name, withoutCredentials);
}

/** `text` with a marker in place of each secret, e-mail address and payment card number. */
export function redacted(text: string): string {
  return asSeen(text, withoutSecrets);
}

type Redaction = (text: string) => string;

function cleaned(text: string, limit: number, redaction: Redaction): string {
  const line = isHarmless(text) ? redaction(text) : lineOf(text, redaction);
  return line.length <= limit ? line : plain(line, limit);
}

/**
 * Redacted before it becomes one line, in which an invisible character may become a space; and again afterwards, as `password\0=x` is an
 * assignment only on the line. The limit is applied last: half of a secret would not be recognized any more.
 */
function lineOf(text: string, redaction: Redaction): string {
  const seen = asSeen(text, redaction);
  return redaction(plain(seen, seen.length));
}

/** Soft hyphen, zero-width space and joiners, word joiner, zero-width no-break space: a token cut by them reads as a whole. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");

/** The text after `redaction`, which also finds secrets that such characters split. A text without a secret keeps them. */
function asSeen(text: string, redaction: Redaction): string {
  if (!INVISIBLE.test(text)) return redaction(text);
  const seen = text.replace(ALL_INVISIBLE, "");
  const hidden = redaction(seen);
  return hidden === seen ? redaction(text) : hidden;
}

const PASSES = 4;

function withoutSecrets(text: string): string {
  let now = text;
  // The text beside a marker may look different than beside the secret.
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = now;
    now = withoutSigned(withoutCredentials(before)).replace(ACCESS_KEY_ID, "[access key]");
    if (hasLongWord(now)) now = now.replace(LONG_RUN, withoutDrawn);
    if (now === before) break;
  }
  return now;
}

/** In groups or in one; the digits of an account's id are fewer. */
const CARD = "(?:3[47]\\d\\d[ -]?\\d{6}[ -]?\\d{5}|[2456]\\d{3}(?:[ -]?\\d{4}){3})(?![\\w-])";
/** A reason to look closer: a character of an address or of an assignment, or the digits of a card. */
const SIGN = new RegExp(`@|%(?:40|3D)|=|:[\\s"'\\\\]|${CARD}`, "i");

/** Without the secrets that a character beside them marks, whatever they look like. */
function withoutSigned(text: string): string {
  if (!SIGN.test(text)) return text;
  let now = text;
  if (HAS_SECRET_NAME.test(now)) now = now.replace(ASSIGNMENT, withoutValue);
  if (now.includes("@") || now.includes("%40")) now = withoutEMail(now);
  return now.replace(CARD_NUMBER, cardMarker);
}

/** Begins at the start of a word, or after an escaped character of a URL. */
const ACCESS_KEY_ID = /(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}))A[KS]IA[A-Z0-9]{16,}/g;

/** The length of AWS's secret access keys. Shorter runs look too much like composed names. */
const SECRET_ACCESS_KEY = 40;
const LONG_RUN = new RegExp(`(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{${SECRET_ACCESS_KEY},}={0,2}`, "g");

/** Whether a run of that length can be in `text`: a quick check that saves nearly all prose the slower search. */
function hasLongWord(text: string): boolean {
  // A word of this length covers one of the checked positions.
  for (let at = SECRET_ACCESS_KEY - 1; at < text.length; at += SECRET_ACCESS_KEY) {
    const end = text.indexOf(" ", at);
    if ((end === -1 ? text.length : end) - text.lastIndexOf(" ", at) > SECRET_ACCESS_KEY) return true;
  }
  return false;
}

/** A random run is a secret; so is a run with the length of a secret access key at the end of a path. */
function withoutDrawn(run: string): string {
  if (looksDrawn(run)) return "[secret]";
  const last = run.slice(-SECRET_ACCESS_KEY);
  return run.at(-SECRET_ACCESS_KEY - 1) === "/" && looksDrawn(last) ? `${run.slice(0, -last.length)}[secret]` : run;
}

/** As a share of the characters: of random base64 0.64 are of another kind than the one before, of names 0.1 to 0.4. */
const LEAST_CHANGES = 0.42;
/** Few names have just the length of a secret access key, and hardly anything matters more than to find one. */
const LEAST_CHANGES_OF_40 = 0.33;
/** In random base64, 0.41 are upper case; in a hexadecimal id after a name, hardly any. */
const LEAST_UPPER = 0.2;

/** Whether a run changes between lower case, upper case and digits all the time. */
function looksDrawn(run: string): boolean {
  const changes = run.match(KIND)?.length ?? 0;
  const upper = run.match(UPPER)?.length ?? 0;
  const least = run.length === SECRET_ACCESS_KEY ? LEAST_CHANGES_OF_40 : LEAST_CHANGES;
  return changes > least * run.length && upper > LEAST_UPPER * run.length && /[a-z]/.test(run) && /\d/.test(run);
}

/** Each stretch of one kind. */
const KIND = /[a-z]+|[A-Z]+|\d+/g;
const UPPER = /[A-Z]/g;

/** A name with this ending has a secret as its value. */
const SECRET_NAME =
  "(?:(?:pass(?:word|wd|phrase)|pwd)|(?<!by)pass|(?:access|account|api|secret|private|signing)[ _-]?key|secret(?:string|binary)?" +
  "|token|credentials?|authorization|signature)";
/** `name=`, `"name":` and `name: `; but `:name:` is a part of an ARN. */
const ASSIGNS = "(?:\\\\?[\"'])?(?:\\s{0,3}=\\s{0,3}|%3D|\\s{0,3}:(?:\\s{1,3}|(?=\\\\?[\"'])))";
/** The text after a quotation is replaced too: a marker followed by text would be taken for another value. */
const REST = "[^\\s\"',;&]";
const VALUE = `\\\\?"[^"]*(?:"|$)${REST}*|'[^']*(?:'|$)${REST}*|(?:(?:bearer|basic)\\s)?${REST}+`;
const ASSIGNMENT = new RegExp(`(${SECRET_NAME})(${ASSIGNS})(${VALUE})`, "gi");

/** Nearly every text has an assignment character, but few have such an ending of a name. */
const HAS_SECRET_NAME = /pass|pwd|key|secret|token|credential|authorization|signature/i;

/** `The token: it expired` is prose, and an ARN says where a secret is, not what. */
const HARMLESS_VALUE = /^(?:[a-z]+[.!?]?|["'\\]*arn(?::|%3A)aws.*)$/;
const IS_PASSWORD = /^p/i;

function withoutValue(whole: string, name: string, assigns: string, value: string): string {
  const isProse = assigns.includes(":") && !IS_PASSWORD.test(name);
  return (isProse || value.includes("arn")) && HARMLESS_VALUE.test(value) ? whole : `${name}${assigns}[secret]`;
}

/**
 * Not the version of a package, `lodash@4.17.21` or `log4j@2.14.1.Final`, nor a user on a machine, `root@ip-10-0-0-7.ec2.internal`. The
 * expression includes the letters of all languages and takes half a millisecond to compile, so it is compiled at first use, not at each
 * cold start.
 */
function withoutEMail(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]+(?:@|%40)(?!\d+\.\d|ip-\d)(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu,
    "[e-mail]",
  );
}

const CARD_NUMBER = new RegExp(`(?<!\\w)${CARD}`, "g");

function cardMarker(number: string): string {
  return isLuhn(number.replace(/\D/g, "")) ? "[card number]" : number;
}

/** Whether the check digit of a payment card holds (ISO/IEC 7812-1, annex B). */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const counted = i % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
