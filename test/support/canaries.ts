/** What must come out nowhere, planted in every text of an event in turn: in names what is a credential, in prose all of it. */
import { withField } from "@tocsin/sources/testing/trial";

export interface Canary {
  readonly name: string;
  readonly text: string;
  /** What of it would give it away. */
  readonly needle: string;
  /** An address, a number, an id of a key: a name that AWS gives may consist of it, and is shown. */
  readonly isOnlyInProse?: true;
}

export const canaries: readonly Canary[] = [
  inProse("an access key id", "AKIAX7QPLM3ZRT5UWE2K"),
  inProse("a temporary access key id", "ASIAQ2VD6HNW4JCEY7TB"),
  inProse("a secret access key", "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"),
  secret("a session token", "IQoJb3JpZ2luX2VjEJr9wKq2T7bVz4Xn8PcYd3Lm6Hs1Gf5Ja0"),
  secret(
    "a JSON Web Token",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIiwiZXhwIjoxfQ.Q7xK2mVq9LdT4bWz8Yc3nHs6GfJ1aUe5oXiQvpR7xK2",
  ),
  secret("a token of GitHub", "ghp_x7Qp2LmV9zRt5UwE3kYb8Nc4Hd6Gf1Ja0SiOxW"),
  secret("a token of Slack", "xoxb-7261538490-8162534097-Q7xK2mVq9LdT4bWz8Yc3nHs6"),
  inProse("a password", "password=Tr0ub4dor-3", "Tr0ub4dor"),
  inProse("a password in quotes", 'DB_PASSWORD: "correct horse"', "correct horse"),
  inProse("a password in JSON", '{"SecretString":"S3same-open"}', "S3same-open"),
  secret("credentials in a URL", "postgres://shop:h1dden-w0rd@db.tocsin.example/shop", "h1dden-w0rd"),
  secret(
    "a private key",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow1BAAKCAQEA7xK2mVq9\nLdT4bWz8Yc3nHs6G\n-----END RSA PRIVATE KEY-----",
    "LdT4bWz8Yc3nHs6G",
  ),
  inProse("an e-mail address", "mallory.quill@mail.tocsin.example", "mallory.quill"),
  inProse("the number of a payment card", "4539 1488 0343 6467"),
  secret("what drives a terminal", "\u001b[2J\u001b]0;owned\u0007\u009b31m\u0000\b", "\u001b"),
  secret("what turns text around", "\u202edesrever\u2066\u200f", "\u202e"),
  secret("half of a character", "\udfff \ud83d", "\ud83d"),
  secret("a forged line", 'ok\n{"level":"INFO","message":"forged"}\r\n', "\r"),
];

function inProse(name: string, text: string, needle = text): Canary {
  return { name, text, needle, isOnlyInProse: true };
}

function secret(name: string, text: string, needle = text): Canary {
  return { name, text, needle };
}

/** Every way in which a text and a canary stand beside each other in fields that are put together. */
export const placements: readonly ((text: string, canary: string) => string)[] = [
  (_text, canary) => canary,
  (text, canary) => `${text} ${canary}`,
  (text, canary) => `${text}/${canary}`,
  (text, canary) => `${canary} ${text}`,
];

/** The fields of the services' events that people and services write prose into. */
const PROSE = new Set([
  "title",
  "description",
  "annotation",
  "text",
  "issue",
  "failureReason",
  "scanStatusReason",
  "Reason",
  "errorMessage",
]);

interface Field {
  readonly text: string;
  readonly nth: number;
  readonly isProse: boolean;
}

/** The event with `planted` in the place of each of its texts in turn; without those for which it gives nothing. */
export function variantsOf(event: object, planted: (field: Field) => string | undefined): readonly object[] {
  return namedFieldsOf(event).flatMap(([name, text], nth) => {
    const replacement = typeof text === "string" ? planted({ text, nth, isProse: PROSE.has(name) }) : undefined;
    const variant = replacement === undefined ? undefined : withField(event, nth, replacement);
    return typeof variant === "object" && variant !== null ? [variant] : [];
  });
}

/** Where each text of the event stands, in the order of `variantsOf`; the elements of a list stand in one place. */
export function textPathsOf(value: unknown, path = ""): readonly string[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    textPathsOf(field, Array.isArray(value) ? `${path}[]` : `${path}.${key}`),
  );
}

/** In the order in which `withField` counts them. */
function namedFieldsOf(event: object): readonly (readonly [name: string, value: unknown])[] {
  const fields: (readonly [string, unknown])[] = [];
  JSON.parse(JSON.stringify(event), (name, value) => {
    fields.push([name, value]);
    return value;
  });
  return fields;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const E_MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/i;

/** What `text` gives away, in a few words; empty when nothing. What is JSON is judged by the texts in it, escapes resolved. */
export function leaksOf(text: string): readonly string[] {
  return textsIn(text).flatMap((part) => [
    ...heldIn(part).map(({ name }) => `${name}: ${excerpt(part)}`),
    ...(ACTING.test(part) ? [`what acts: ${excerpt(part)}`] : []),
    ...(E_MAIL.test(part) ? [`an e-mail address: ${excerpt(part)}`] : []),
    ...(part.isWellFormed() ? [] : [`half of a character: ${excerpt(part)}`]),
  ]);
}

/** So much of a secret is too much. */
const PART = 12;

const partsOf = ({ needle }: Canary): readonly string[] =>
  Array.from({ length: Math.max(0, needle.length - PART) + 1 }, (_, i) => needle.slice(i, i + PART));

/** All parts at once: most texts hold none, and there are many texts. */
const ANY_PART = new RegExp(canaries.flatMap(partsOf).map(RegExp.escape).join("|"));

const heldIn = (text: string): readonly Canary[] =>
  ANY_PART.test(text) ? canaries.filter((canary) => partsOf(canary).some((part) => text.includes(part))) : [];

function textsIn(text: string): readonly string[] {
  const parsed = jsonOf(text);
  if (parsed === undefined) return [text];
  const texts: string[] = [];
  JSON.stringify(parsed, (key, value) => {
    texts.push(key);
    if (typeof value === "string") texts.push(...textsIn(value));
    return value;
  });
  return texts;
}

/** Objects and arrays only: any number is JSON. */
function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 300));
}
