import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean, redacted } from "./redact.ts";

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

test("clean keeps to one line, within the limit", () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, limit) => {
      expect(clean(text, limit).length).toBeLessThanOrEqual(limit);
      expect(clean(text, limit)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 5000 },
  );
});

/** As many as wanted, the same each time: so many characters of a digest. */
function keysOf(encoding: "base64" | "base64url", length: number, count = 10_000): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    createHash("sha512").update(`key ${i}`).digest(encoding).slice(0, length),
  );
}

describe("of ten thousand keys drawn at random", () => {
  const places: readonly (readonly [string, (key: string) => string])[] = [
    ["by themselves", (key) => key],
    ["in a sentence", (key) => `The key ${key} was found.`],
    ["at the end of a path", (key) => `arn:aws:s3:::bucket/backups/2026/${key}`],
    ["as a value", (key) => `Value=${key},`],
  ];
  test.each(places)("at least 98 in 100 are known %s, when they are AWS's", (_title, place) => {
    const keys = keysOf("base64", 40);
    const known = keys.filter((key) => !redacted(place(key)).includes(key));
    expect(known.length / keys.length).toBeGreaterThanOrEqual(0.98);
  });

  test.each(places)("at least 90 in 100 are known %s, when they are of base64 for URLs", (_title, place) => {
    const keys = keysOf("base64url", 43);
    const known = keys.filter((key) => !redacted(place(key)).includes(key));
    expect(known.length / keys.length).toBeGreaterThanOrEqual(0.9);
  });

  test.each([
    ["base64", 43, 0.01],
    ["base64", 64, 0.01],
    ["base64", 86, 0.01],
    ["base64url", 43, 0.05],
    ["base64url", 86, 0.05],
  ] as const)(
    "of %s with %i characters hardly any is known to less than three quarters, behind a name or not",
    (encoding, length, most) => {
      for (const before of ["", "prod-", "db_"]) {
        const left = keysOf(encoding, length, 3000).map((key) => redacted(`${before}${key}`).slice(before.length));
        const halves = left.filter((text) => text.includes("[") && text.replaceAll("[secret]", "").length > length / 4);
        expect(halves.length / left.length).toBeLessThan(most);
      }
    },
  );
});

describe("identifiers stay as they are", () => {
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
  const upper = (length: number) =>
    fc.string({
      unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
      minLength: length,
      maxLength: length,
    });
  const mixed = (length: number) =>
    fc.string({
      unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
      minLength: length,
      maxLength: length,
    });
  const word = fc.constantFrom("Payments", "Orders", "Function", "Handler", "Database", "Rotation", "Service", "Role");
  const name = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(""));

  test.each<readonly [string, fc.Arbitrary<string>]>([
    ["UUIDs in an ARN", fc.uuid().map((id) => `arn:aws:acm:eu-west-1:111122223333:certificate/${id}`)],
    ["UUIDs in capitals", fc.uuid().map((id) => id.toUpperCase())],
    ["ids in hexadecimal", hex(32)],
    ["digests", hex(64).map((id) => `sha256:${id}`)],
    ["names of CloudFormation", fc.tuple(name, name, upper(13)).map((parts) => parts.join("-"))],
    [
      "names of the CDK",
      fc.tuple(name, name, hex(8), upper(12)).map(([a, b, id, end]) => `${a}-${b}${id.toUpperCase()}-${end}`),
    ],
    ["singletons of the CDK", fc.tuple(name, hex(32), hex(8)).map(([a, id, end]) => `${a}${id}${end.toUpperCase()}`)],
    [
      "load balancers",
      fc.tuple(name, mixed(12), hex(15)).map(([a, id, end]) => `app/${a.slice(0, 6)}-Alb-${id}/a${end}`),
    ],
    [
      "ARNs of secrets",
      fc.tuple(name, mixed(6)).map(([a, end]) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${a}-${end}`),
    ],
    ["ids of roles and users", upper(17).map((id) => `AROA${id}:session`)],
    ["user pools", mixed(9).map((id) => `arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_${id}`)],
    ["instances", hex(17).map((id) => `arn:aws:ec2:eu-west-1:111122223333:instance/i-${id}`)],
  ])("%s", (_title, identifiers) => {
    fc.assert(
      fc.property(identifiers, (text) => {
        expect(redacted(text)).toBe(text);
      }),
      { numRuns: 2000 },
    );
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
