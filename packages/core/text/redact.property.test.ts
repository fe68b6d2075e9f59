import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { awsNames } from "../testing/aws-names.ts";
import { accessKeyIds, tokenShapes } from "../testing/tokens.ts";
import { cleanName, cleanProse, redacted, redactedName } from "./redact.ts";

/** What the expressions look for, in pieces, so that they meet in ways that nobody thought of. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      "password",
      "secret",
      "token: ",
      "api_key",
      "=",
      ": ",
      ":",
      '"',
      "\\",
      "'",
      "@",
      "%40",
      "%2F",
      "%3D",
      "://",
      "/",
    ],
    ...[
      "-----BEGIN RSA PRIVATE KEY-----",
      "-----END RSA PRIVATE KEY-----",
      "AKIAIOSFODNN7EXAMPLE",
      "eyJhbGciOiJI",
      ".",
    ],
    ...["ghp_", "xoxb-", "jane", "example.com", "arn:aws", "[secret]", "[access key]", "4111 1111 1111 1111", " ", "-"],
    ...["Bearer ", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "==", "é", "\u0000", "\u202e", "\ud800"],
  ),
  fc.base64String({ maxLength: 60 }),
  fc.string({ maxLength: 8 }),
);
const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

test("changes nothing the second time", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(redacted(redacted(text))).toBe(redacted(text));
    }),
    { numRuns: 10_000 },
  );
});

test("makes a text longer by no more than its markers", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markers = redacted(text).match(/\[[a-z -]+\]/g) ?? [];
      expect(redacted(text).length).toBeLessThanOrEqual(text.length + markers.join("").length);
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ["cleanName", cleanName],
  ["cleanProse", cleanProse],
])("%s keeps to one line, within the limit", (_name, clean) => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, limit) => {
      expect(clean(text, limit).length).toBeLessThanOrEqual(limit);
      expect(clean(text, limit)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 5000 },
  );
});

/** Words and signs as people and services write them, which hold no secret of their own. */
const sentence = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "The",
        "function",
        "failed",
        "with",
        "role/ops",
        "i-0abc123def4567890",
        "é",
        "東京",
        "100 %",
        "(see",
        "it):",
      ),
      fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
    ),
    { maxLength: 6 },
  )
  .map((words) => words.join(" "))
  // Behind the address of a URL, an at sign would make a user's name of the address.
  .filter((text) => !text.includes("@") && redacted(text) === text);
const before = fc
  .tuple(sentence, fc.constantFrom(" ", "'", '"', "(", ": ", "> ", "key", "\n"))
  .map((parts) => parts.join(""));
const after = fc.oneof(
  fc.constant(""),
  fc.tuple(fc.constantFrom(" ", ". ", ", ", '"', "'", ")", "\n", ";"), sentence).map((parts) => parts.join("")),
);
/** Soft hyphen, zero-width space and joiners, word joiner, zero-width no-break space. */
const invisible = fc.constantFrom("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff");
const ALL_INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const hiddenAs = (token: string, { hidden }: (typeof tokenShapes)[string]) => hidden?.(token) ?? "[token]";

describe.each(Object.entries(tokenShapes))("a token of a known shape (%s)", (_kind, shape) => {
  test("is hidden whole wherever it stands in prose, and nothing else is", () => {
    fc.assert(
      fc.property(before, shape.tokens, after, (first, token, last) => {
        fc.pre(!shape.isWord || !/[A-Za-z0-9]$/.test(first));
        fc.pre(redacted(`${first}x${last}`) === `${first}x${last}`);
        expect(redacted(`${first}${token}${last}`)).toBe(`${first}${hiddenAs(token, shape)}${last}`);
      }),
      { numRuns: 100 },
    );
  });

  test("is hidden whole across characters that nobody sees", () => {
    const place = fc.tuple(fc.nat(), invisible);
    fc.assert(
      fc.property(shape.tokens, fc.array(place, { minLength: 1, maxLength: 5 }), (token, places) => {
        let split = token;
        for (const [nth, sign] of places) {
          const at = 1 + (nth % (split.length - 1));
          split = split.slice(0, at) + sign + split.slice(at);
        }
        const shown = `it is ${hiddenAs(token, shape)} there`;
        expect(redacted(`it is ${split} there`).replace(ALL_INVISIBLE, "")).toBe(shown);
        expect(redactedName(`it is ${split} there`).replace(ALL_INVISIBLE, "")).toBe(shown);
        expect(cleanProse(`it is ${split} there`, 5000).replace(ALL_INVISIBLE, "")).toBe(shown);
      }),
    );
  });

  test("is hidden in a name too, as nobody's name is a credential", () => {
    fc.assert(
      fc.property(shape.tokens, (token) => {
        expect(redactedName(`/app/${token}`)).toBe(`/app/${hiddenAs(token, shape)}`);
      }),
    );
  });
});

test("an id of an access key is hidden in prose, and is an id like any other among names", () => {
  fc.assert(
    fc.property(sentence, accessKeyIds, fc.constantFrom("", ".", " is it", ", too"), (text, id, end) => {
      expect(redacted(`${text} ${id}${end}`)).toBe(`${text} [access key]${end}`);
      expect(redactedName(id)).toBe(id);
    }),
  );
});

test.each(Object.entries(awsNames))("a name that AWS gives is never altered: %s", (_kind, names) => {
  fc.assert(
    fc.property(names, (name) => {
      expect(cleanName(name, 2000)).toBe(name);
    }),
    { numRuns: 100 },
  );
});

/** As many as wanted, the same each time: so many characters of a digest. */
function keysOf(length: number, count = 10_000): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    createHash("sha512").update(`key ${i}`).digest("base64").slice(0, length),
  );
}

describe("of ten thousand keys drawn at random", () => {
  test.each<[string, (key: string) => string]>([
    ["by themselves", (key) => key],
    ["in a sentence", (key) => `The key ${key} was found.`],
    ["at the end of a path", (key) => `arn:aws:s3:::bucket/backups/2026/${key}`],
    ["as a value", (key) => `Value=${key},`],
  ])("at least 98 in 100 are known %s in prose, when they are as long as AWS's", (_title, place) => {
    const keys = keysOf(40);
    const known = keys.filter((key) => !redacted(place(key)).includes(key));
    expect(known.length / keys.length).toBeGreaterThanOrEqual(0.98);
  });

  test.each([43, 64, 86])("at least 98 in 100 of %i characters of base64 are known whole", (length) => {
    const keys = keysOf(length);
    const known = keys.filter((key) => redacted(`Value ${key}`) === "Value [secret]");
    expect(known.length / keys.length).toBeGreaterThanOrEqual(0.98);
  });
});

describe("a text without end takes no longer than its length asks for", () => {
  const LENGTH = 1_000_000;
  test.each([
    ...[
      "eyJ",
      "-eyJ",
      "eyJaaaaaaaaaa.",
      "-----BEGIN ",
      "-----BEGIN RSA PRIVATE KEY-----",
      "-----END ",
      "a@",
      "a@b.",
      "aaaa.",
    ],
    ...[
      "://",
      "://a@",
      "password=",
      'password="',
      "token: ",
      "token   ",
      "aB3",
      "aB3/",
      "aB3-",
      "aB3dE5gH7jK9mN1pQ3sT5-",
      "xoxb-",
      "aB3dE5gH7jK9mN1pQ3sT5 ",
    ],
    ...[
      "é",
      "é@",
      "4111 ",
      "=",
      "AKIA",
      "%2FeyJ",
      "%40",
      '\\"',
      "ghp_",
      "authorization=bearer ",
      "signature = ",
      "hooks.slack",
    ],
  ])("%j over and over", (part) => {
    const text = part.repeat(LENGTH / part.length);
    const from = performance.now();
    redacted(text);
    // A second for a million characters: a hundred times what is usual, and a thousandth of what backtracking would take.
    expect(performance.now() - from).toBeLessThan(5000);
  });
});
