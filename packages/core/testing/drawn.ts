/** Random text with every character as likely as every other, which `fc.string` and `fc.stringMatching` do not give. */
import fc from "fast-check";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";

export const alphabets = {
  digits: DIGITS,
  hex: `${DIGITS}abcdef`,
  upperHex: `${DIGITS}ABCDEF`,
  letters: LOWER + LOWER.toUpperCase(),
  lowerAndDigits: LOWER + DIGITS,
  upperAndDigits: LOWER.toUpperCase() + DIGITS,
  /** RFC 4648, section 6. */
  base32: `${LOWER.toUpperCase()}234567`,
  base62: LOWER + LOWER.toUpperCase() + DIGITS,
  base64: `${LOWER + LOWER.toUpperCase() + DIGITS}+/`,
  base64url: `${LOWER + LOWER.toUpperCase() + DIGITS}-_`,
} as const;

/** From `least` to `most` characters; exactly `least` when that is all that is said. */
export function drawn(alphabet: keyof typeof alphabets, least: number, most = least): fc.Arbitrary<string> {
  const characters = fc.array(fc.constantFrom(...alphabets[alphabet]), {
    minLength: least,
    maxLength: most,
    size: "max",
  });
  return fc.noBias(characters).map((drawnOnes) => drawnOnes.join(""));
}

/** The pieces one after the other. */
export function joined(...pieces: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...pieces.map((piece) => (typeof piece === "string" ? fc.constant(piece) : piece)))
    .map((texts) => texts.join(""));
}
