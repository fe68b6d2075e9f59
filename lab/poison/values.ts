/** JSON texts for values that services never or hardly ever write. */
import fc from "fast-check";
import { dates, epochs } from "./dates.ts";

const json = (value: unknown) => JSON.stringify(value);

const swapped = ["null", "true", "false", "0", "1", "-1", '""', '" "', "[]", "{}", "[null]", "[[]]", '{"a":1}'];

const numbers = [
  "-0",
  "1e400",
  "-1e400",
  "9007199254740993",
  "-9007199254740993",
  "5e-324",
  "1e-131",
  "1E-130",
  "0.1",
  "3.9999999999999999999",
  "7.0",
  "8.999",
  "10",
  "10.1",
  "55",
  "100",
  "101",
  "2147483648",
  "1e9",
  "1000000001",
  "1e21",
  "123456789012",
  `0.${"0".repeat(400)}1`,
  `1${"0".repeat(400)}`,
];

const texts = [
  "\u0000",
  "a\u0000b",
  "line\nbreak\r\n\t",
  "\u001b[2J\u001b]0;title\u0007",
  "\u202eesrever\u202c",
  "\u2066isolated\u2069",
  "\u061c\u200f\u200e",
  "\u2028\u2029",
  "\ufeffmarked",
  "\uffff\ufffe",
  "in\ufdd0side\u{1ffff}",
  "\u0085\u009b31m",
  "e\u0301".repeat(50),
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "prototype",
  "undefined",
  "NaN",
  "Infinity",
  "7",
  "8.0",
  "HIDDEN_DUE_TO_SECURITY_REASONS",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "x".repeat(300),
  "x".repeat(1201),
  "é".repeat(2000),
].map(json);

/** Halves of surrogate pairs are written as escapes, because UTF-8 cannot hold them. */
const surrogates = ['"\\ud800"', '"\\udfff"', '"a\\ud83db"', '"\\ude00\\ud83d"', `"${"x".repeat(199)}\\ud83d\\ude00"`];

const accounts = [
  "111122223333",
  "999988887777",
  "000000000000",
  "11112222333",
  "1111222233334",
  "１１１１２２２２３３３３",
  "١١١١٢٢٢٢٣٣٣٣",
  "1111-2222-3333",
  " 111122223333",
  "111122223333\n",
].map(json);

const regions = [
  "us-gov-west-1",
  "cn-north-1",
  "eusc-de-east-1",
  "xx-future-9",
  "EU-WEST-1",
  "eu_west_1",
  "global",
  "N/A",
  "eu-west-1/../..",
  "eu-west-1\u0000",
  "e",
  `eu-${"w".repeat(60)}-1`,
].map(json);

const arns = [
  "arn:aws:acm:eu-west-1:111122223333:certificate/0",
  "arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/0",
  "arn:aws-future:acm:xx-future-9:111122223333:certificate/0",
  "arn:\u202e:acm:eu-west-1:111122223333:certificate/0",
  "arn::acm:eu-west-1:111122223333:certificate/0",
  "arn:aws:acm:eu-west-1:11112222333:certificate/0",
  "arn:aws:acm::111122223333:certificate/0",
  "arn:aws:iam::111122223333:role/someone",
  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-Ab12Cd",
  "arn:aws:secretsmanager:eu-west-1:1111:secret:other-Ab12Cd",
  "arn:aws:ssm:eu-west-1:111122223333:parameter/other",
  "arn:aws:inspector2:eu-west-1:111122223333:finding/0a",
  "arn:aws:inspector2:eu-west-1:1111:finding/0a",
  "arn:aws:guardduty:eu-west-1:1111:malware-protection-plan/0a",
  "arn:aws:guardduty:eu-west-1:999988887777:malware-protection-plan/0a",
  "arn:aws:s3:::bucket/key\u0000with:colons::and\u202e",
  "arn:",
  "arn:::::",
  "arn:aws:acm",
].map(json);

const samples = ["[SAMPLE] t", "t [SAMPLE]", '{"sample":true}', '{"a":{"sample":true}}', '{"sample":"true"}'].map(json);

const words = ["ACTIVE", "active", "Low", "High", "Critical", "CRITICAL", "UNTRIAGED", "CLOSED", "true", "TRUE"].map(
  json,
);

/** Arrays or objects that nest `depth` levels. */
function nested(depth: number, asArrays: boolean): string {
  return asArrays ? `${"[".repeat(depth)}${"]".repeat(depth)}` : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

const deep = fc
  .tuple(fc.constantFrom(1, 10, 63, 64, 65, 1000, 20_000), fc.boolean())
  .map(([depth, asArrays]) => nested(depth, asArrays));

/** A text, a list or a number of so many bytes, some larger than an event may be. */
const huge = fc
  .tuple(fc.constantFrom(70_000, 400_000, 1_047_000, 1_100_000), fc.constantFrom("text", "wide", "list", "digits"))
  .map(([bytes, kind]) => {
    if (kind === "text") return `"${"x".repeat(bytes)}"`;
    if (kind === "wide") return `"${"€".repeat(bytes / 3)}"`;
    return kind === "list" ? `[${"0,".repeat(bytes / 2)}0]` : "1".repeat(bytes);
  });

const any = fc.jsonValue({ maxDepth: 3 }).map(json);

/** A value for any field. */
const anyRaw: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...swapped) },
  { weight: 12, arbitrary: fc.constantFrom(...numbers) },
  { weight: 12, arbitrary: fc.constantFrom(...texts, ...surrogates) },
  { weight: 12, arbitrary: fc.constantFrom(...dates.map(json), ...epochs) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...accounts, ...accounts.map((text) => text.replaceAll('"', ""))).filter(isJson),
  },
  { weight: 4, arbitrary: fc.constantFrom(...regions) },
  { weight: 8, arbitrary: fc.constantFrom(...arns) },
  { weight: 6, arbitrary: fc.constantFrom(...words, ...samples) },
  { weight: 4, arbitrary: deep },
  { weight: 1, arbitrary: huge },
  { weight: 6, arbitrary: any },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Small changes to a text. */
const textEdits: readonly ((text: string) => string)[] = [
  (text) => `${text}\u0000`,
  (text) => `\u202e${text}`,
  (text) => `${text} `,
  (text) => `${text}\n`,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.slice(0, -1),
  (text) => text.slice(1),
  (text) => text + text,
  (text) => `${text}${"x".repeat(2000)}`,
  (text) => text.replace(/\d(?=\D*$)/, "０"),
  (text) => text.replace(/\d{12}/, "99998888777"),
  (text) => text.replace(/\d{12}/, "９９９９８８８８７７７７"),
  (text) => text.replace(/\d{12}/, "999988887777"),
  (text) => text.replace("arn:aws", "arn:aws-cn"),
  (text) => text.replace("arn:aws", "arn:\u0007"),
  (text) => text.replace(/[a-z]{2}-[a-z]+-\d/, "ap-south-1"),
  (text) => text.replace(/[a-z]{2}-[a-z]+-\d/, "nowhere"),
  (text) => text.replace(/:/, "::"),
  (text) => text.replace("/", "//"),
];

const numberEdits: readonly ((number: number) => number)[] = [
  (number) => -number,
  (number) => number * 10,
  (number) => number + 50,
  (number) => number / 3,
  (number) => number + 0.5,
  (number) => number * 1e9,
];

/** A value to replace `original`: any, or one much like it. */
export function rawInsteadOf(original: unknown): fc.Arbitrary<string> {
  if (original === undefined) return anyRaw;
  const alike = [json([original]), json({ value: original }), json(String(original))];
  if (typeof original === "string") {
    const changed = fc.constantFrom(...textEdits).map((change) => json(change(original)));
    return fc.oneof({ weight: 3, arbitrary: anyRaw }, { weight: 2, arbitrary: changed }, fc.constantFrom(...alike));
  }
  const others = fc.oneof({ weight: 5, arbitrary: anyRaw }, fc.constantFrom(...alike, json(json(original))));
  if (typeof original !== "number") return others;
  const changed = fc.constantFrom(...numberEdits).map((change) => json(change(original)));
  return fc.oneof(others, changed, fc.constantFrom(...numbers));
}

/** A member under a key that no service uses. */
export const unknownMember: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("zzUnknown", "constructor", "toString", "hasOwnProperty", "valueOf", "", "\uffff", "é"),
    anyRaw,
  )
  .map(([key, raw]) => `${json(key)}:${raw}`);

/** A member whose key is `__proto__`, in the ways in which JSON may write it. */
export const hostileMember: fc.Arbitrary<string> = fc.constantFrom(
  '"__proto__":{"polluted":true}',
  '"__proto__":null',
  '"__proto__":"text"',
  '"\\u005f_proto__":{"polluted":true}',
  '"__\\u0070roto__":[]',
  '"zzUnknown":{"__proto__":{"severity":9}}',
  '"zz\\uffffUnknown\\u0007":[{"__pr\\u006fto__":1}]',
);
