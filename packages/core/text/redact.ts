/**
 * What outsiders write may hold a secret: a token in a resource's name, a password in a description, an address in the name
 * of a session. None of it is stored, logged or sent, so it is taken out where it comes in, and a marker says what it was.
 *
 * Known shapes come first, then what looks drawn at random. Nothing here tells a secret that looks like a word, or an id in
 * hexadecimal, from a name: the sources leave such fields alone, and docs/threat-model.md says so.
 *
 * Every expression takes time in proportion to the text: what has no bound can begin in one place only, or ends the match.
 */
import { characterClass, hasRunOf, runsOf } from "./character-run.ts";
import { randomKeys, SHORTEST_KEY } from "./random-key.ts";
import { plain } from "./text.ts";

/** What an outsider wrote, as it may be stored, logged and sent: redacted, on one line, at most `limit` UTF-16 units long. */
export function clean(text: string, limit: number): string {
  if (text.length < SHORTEST_CARD && text.length <= limit && WORD.test(text)) return text;
  // The line comes first: what would be a secret without the characters that act is one. The limit comes last: half of a
  // secret would not be known any more.
  const line = plain(text, text.length);
  const cleaned = redacted(line);
  return cleaned.length <= limit ? cleaned : plain(cleaned, limit);
}

/** Without a sign, and too short for a token or a card's number. */
const WORD = /^\w*$/;
const SHORTEST_CARD = 15;

/** `text` with a marker in the place of each secret, e-mail address and number of a payment card. */
export function redacted(text: string): string {
  let cleaned = text;
  // What stands beside a marker may look otherwise than it did beside the secret.
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = cleaned;
    cleaned = redactedOnce(before);
    if (cleaned === before) break;
  }
  return cleaned;
}

const PASSES = 4;

function redactedOnce(text: string): string {
  const isSigned = SIGN.test(text);
  const mayHoldToken = hasRunOf(text, tokenCharacters, SHORTEST_TOKEN, UPPER | DIGIT);
  let cleaned = isSigned ? withoutSigned(text) : text;
  if (mayHoldToken) {
    if (TOKEN_BEGINS.test(cleaned))
      cleaned = cleaned.replace(ACCESS_KEY_ID, "[access key]").replace(TOKEN_SHAPES, "[token]");
    cleaned = withoutRandomKeys(cleaned);
  }
  return isSigned ? cleaned.replace(CARD_NUMBER, cardMarker) : cleaned;
}

/** In groups or in one; the digits of an account's id are fewer. */
const CARD = "(?:3[47]\\d\\d[ -]?\\d{6}[ -]?\\d{5}|[2456]\\d{3}(?:[ -]?\\d{4}){3})(?![\\w-])";

/**
 * A reason to look closer: a sign of an address or of an assignment, a private key's first line, or the digits of a card.
 * All that is said is searched for it and hardly any has it, so it asks for more of what is frequent: an equals sign comes
 * after a quotation mark, a space, or the end of what `SECRET_NAME` names.
 */
const SIGN = new RegExp(
  `@|%(?:40|3D)|=(?<=(?:rd|wd|se|ss|ey|et|ng|ry|en|al|ls|tion|re|["'\\s])=)|:[\\s"'\\\\]|-----BEGIN|${CARD}`,
  "i",
);

/** Of both kinds, that for URLs too. */
const BASE64 = ["az", "AZ", "09", "++", "//", "--", "__"];
/** A token is a long run that mixes upper case and digits, as few names do. */
const tokenCharacters = characterClass(BASE64, ["AZ"], ["09"]);
const UPPER = 2;
const DIGIT = 4;
/** An access key id. */
const SHORTEST_TOKEN = 20;

/** Without what a sign in the text gives away, whatever the secret itself looks like. */
function withoutSigned(text: string): string {
  let cleaned = text;
  if (cleaned.includes("-----BEGIN")) cleaned = cleaned.replace(PRIVATE_KEY, "[private key]");
  if (HAS_SECRET_NAME.test(cleaned)) cleaned = cleaned.replace(ASSIGNMENT, withoutValue);
  if (cleaned.includes("@")) cleaned = cleaned.replace(CREDENTIALS_IN_URL, "://[credentials]@");
  if (cleaned.includes("@") || cleaned.includes("%40")) cleaned = withoutEMail(cleaned);
  return cleaned;
}

/** Without its end it goes on to the end of the text, which was cut there. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----|$)/gs;

/** What the expressions below begin with; they are slow, and hardly ever needed. */
const TOKEN_BEGINS =
  /A[KS]IA|eyJ|gh[oprsu]_|github_pat_|glpat-|glsa_|npm_|pypi-|xox|xapp-|k_live_|k_test_|k-ant-|k-proj-|whsec_|AIza|ya29|SG\.|hf_|hvs\.|dckr_pat_|lin_api_|IQoJ|FwoG|slack/;

/** Begins where a word does, or after an escaped character of a URL. */
const START = "(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}))";
const ACCESS_KEY_ID = new RegExp(`${START}(?:AKIA|ASIA)[A-Z2-7][A-Z0-9]{15}(?![A-Za-z0-9])`, "g");
const TOKEN_SHAPES = new RegExp(
  [
    // A JSON Web Token: the header and the claims of one, encoded, begin with `{"`.
    "(?:(?<![\\w-])|(?<=%[0-9A-Fa-f]{2}))eyJ[\\w-]{10,}\\.[\\w-]{10,}(?:\\.[\\w-]*)?",
    `${START}(?:${[
      "gh[oprsu]_[A-Za-z0-9]{20,}",
      "github_pat_\\w{20,}",
      "glpat-[\\w-]{20,}",
      "glsa_[A-Za-z0-9_]{30,}",
      "npm_[A-Za-z0-9]{30,}",
      "pypi-[\\w-]{30,}",
      "xox[a-z]-[\\w-]{10,}",
      "xapp-[\\w-]{10,}",
      "[prs]k_(?:live|test)_[A-Za-z0-9]{10,}",
      "sk-(?:ant|proj)-[\\w-]{20,}",
      "hf_[A-Za-z0-9]{30,}",
      "hvs\\.[\\w-]{20,}",
      "dckr_pat_[\\w-]{20,}",
      "lin_api_[A-Za-z0-9]{30,}",
      "whsec_[\\w+/=]{16,}",
      "AIza[\\w-]{35}",
      "ya29\\.[\\w-]{20,}",
      "SG\\.[\\w-]{16,}\\.[\\w-]{16,}",
      // What a temporary credential of AWS begins with.
      "(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[\\w+/=%-]{20,}",
    ].join("|")})`,
    "hooks\\.slack\\.com/(?:services|triggers|workflows)/[\\w/]+",
  ].join("|"),
  "g",
);

const keyCharacters = characterClass(BASE64);

function withoutRandomKeys(text: string): string {
  let cleaned = "";
  let from = 0;
  for (const run of runsOf(text, keyCharacters, SHORTEST_KEY)) {
    // The first two digits after a percent sign belong to it.
    const start = text[run.start - 1] === "%" ? run.start + 2 : run.start;
    for (const key of randomKeys(text, { start, end: run.end })) {
      cleaned += `${text.slice(from, key.start)}[secret]`;
      from = key.end;
      // What base64 is filled up with.
      while (text[from] === "=") from += 1;
    }
  }
  return from === 0 ? text : cleaned + text.slice(from);
}

/** A name that ends so has a secret for its value. */
const SECRET_NAME =
  "(?:(?:pass(?:word|wd|phrase)|pwd)|(?<!by)pass|(?:access|api|secret|private|signing)[ _-]?key|secret(?:string|binary)?" +
  "|token|credentials?|authorization|signature)";
/** `name=`, `"name":` and `name: `; but `:name:` is a part of an ARN. */
const ASSIGNS = "(?:\\\\?[\"'])?(?:\\s{0,3}=\\s{0,3}|%3D|\\s{0,3}:(?:\\s{1,3}|(?=\\\\?[\"'])))";
/** What follows a quotation goes with it: a marker with something behind it would be taken for another value. */
const REST = "[^\\s\"',;&]";
const VALUE = `\\\\?"[^"]*(?:"|$)${REST}*|'[^']*(?:'|$)${REST}*|(?:(?:bearer|basic)\\s)?${REST}+`;
const ASSIGNMENT = new RegExp(`(${SECRET_NAME})(${ASSIGNS})(${VALUE})`, "gi");

/** Nearly every text has a sign of assignment, few have the end of such a name. */
const HAS_SECRET_NAME = /pass|pwd|key|secret|token|credential|authorization|signature/i;

/** `The token: it expired` is prose, and an ARN says where a secret is, not what. */
const HARMLESS_VALUE = /^(?:[a-z]+[.!?]?|["'\\]*arn(?::|%3A)aws.*)$/;
const IS_PASSWORD = /^p/i;

function withoutValue(whole: string, name: string, assigns: string, value: string): string {
  const isProse = assigns.includes(":") && !IS_PASSWORD.test(name);
  return (isProse || value.includes("arn")) && HARMLESS_VALUE.test(value) ? whole : `${name}${assigns}[secret]`;
}

/** A bracket, which a URL would escape there, is a marker's. */
const CREDENTIALS_IN_URL = /:\/\/[^\s/?#[]+@/g;

/**
 * Not the version of a package, `lodash@4.17.21` or `log4j@2.14.1.Final`, nor whoever is on a machine,
 * `root@ip-10-0-0-7.ec2.internal`. The expression knows the letters of all languages, which takes half a millisecond to make:
 * it is made when it is first needed, not at each cold start.
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
