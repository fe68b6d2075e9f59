/**
 * Whether a text may hold a secret: one walk over it, as it is done for all that is said and nearly all of that is harmless.
 * What it finds is only a reason to look closer; what it does not find is not there.
 */

/** A sign that gives a secret away: of an address, of an assignment, or a private key's first line. */
export const SIGN = 1;
/** A long run that mixes upper case and digits, as tokens do and few names. */
export const TOKEN = 2;
/** A run of digits that is as long as the number of a payment card. */
export const CARD = 4;

/** An access key id. */
const SHORTEST_TOKEN = 20;
const SHORTEST_CARD = 15;

const inToken = 1;
const isUpper = 2;
const isDigit = 4;
const inCard = 8;
const mayBeSign = 16;

const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return (
    (/[\w/+-]/.test(character) ? inToken : 0) |
    (/[A-Z]/.test(character) ? isUpper : 0) |
    (/\d/.test(character) ? isDigit : 0) |
    (/[\d -]/.test(character) ? inCard : 0) |
    (/[@=:%]/.test(character) ? mayBeSign : 0)
  );
});

/** Any of `SIGN`, `TOKEN` and `CARD`, or 0. */
export function suspicionsOf(text: string): number {
  let found = 0;
  let token = 0;
  let seen = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const kind = classes[text.charCodeAt(i)] ?? 0;
    if ((kind & inToken) !== 0) {
      token += 1;
      seen |= kind;
      if (token >= SHORTEST_TOKEN && (seen & (isUpper | isDigit)) === (isUpper | isDigit)) found |= TOKEN;
    } else {
      if ((kind & mayBeSign) !== 0 ? isSign(text, i) : isPrivateKey(text, i)) found |= SIGN;
      token = 0;
      seen = 0;
    }
    if ((kind & isDigit) !== 0) {
      digits += 1;
      if (digits >= SHORTEST_CARD) found |= CARD;
    } else if ((kind & inCard) === 0) digits = 0;
  }
  return found;
}

function isSign(text: string, i: number): boolean {
  switch (text[i]) {
    case "@":
      return true;
    case "%":
      return /^%(?:40|3D)$/i.test(text.slice(i, i + 3));
    case ":":
      return /[\s"'\\]/.test(text.charAt(i + 1));
    default:
      return SECRET_NAME_ENDS.test(text.slice(Math.max(0, i - 4), i));
  }
}

/** The ends of what `redact.ts` takes for the name of a secret, before an equals sign. */
const SECRET_NAME_ENDS = /(?:rd|wd|se|ss|ey|et|ng|ry|en|al|ls|tion|re)$|["'\s]$/i;

const DASHES = "-----BEGIN";

/** At the space that ends the first word of it. */
function isPrivateKey(text: string, i: number): boolean {
  return text.charCodeAt(i - 1) === 78 && text.startsWith(DASHES, i - DASHES.length);
}
