/** How many parts a text message has, each of which is paid for. https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html */

export interface TextMessageParts {
  readonly alphabet: "GSM" | "UCS-2";
  readonly parts: number;
}

/** The alphabet of GSM 03.38, as far as ASCII has it: all but the backtick; a line feed and a carriage return besides. */
const GSM = /^[\n\r -_a-~]*$/;
/** Each of these is two of its characters. */
const DOUBLE = /[[\]{}\\^~|]/g;

const alphabets = {
  GSM: { alone: 160, together: 153 },
  "UCS-2": { alone: 70, together: 67 },
} as const;

/** Of a text of which ASCII is the most that is sent: of other signs that GSM has as well it says too much, and never too little. */
export function partsOf(text: string): TextMessageParts {
  const alphabet = GSM.test(text) ? "GSM" : "UCS-2";
  const length = alphabet === "GSM" ? text.length + (text.match(DOUBLE)?.length ?? 0) : text.length;
  const { alone, together } = alphabets[alphabet];
  return { alphabet, parts: length <= alone ? 1 : Math.ceil(length / together) };
}
