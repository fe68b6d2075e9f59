import { describe, expect, test } from "vitest";
import { exposedByAll, exposure, OWN, PARTNER } from "./testing/told.ts";

/** The largest size of an event, though a key's policy has 32 KB at most, and a bucket's 20. */
const SIZE = 1_000_000;
/** A function may take far longer than this; a busy laptop is slower than a function. */
const MILLISECONDS = 3000;

function timed(policy: unknown): number {
  const begun = performance.now();
  exposure(policy);
  return performance.now() - begun;
}

const fill = (one: object) => {
  const text = JSON.stringify(one);
  return Array.from({ length: Math.floor(SIZE / text.length) }, () => one);
};

describe("a policy as large as an event is read in time", () => {
  const deny = { Effect: "Deny", Principal: "*", Action: "a", Resource: "b" };
  const allow = { Effect: "Allow", Principal: "*", Action: "a", Resource: "b" };
  const account = (n: number) => `${100_000_000_000 + n}`;
  test.each<[string, () => unknown]>([
    ["of many statements that allow", () => fill(allow)],
    ["of as many that deny as allow", () => fill(allow).map((one, i) => (i % 2 ? one : deny))],
    [
      "of many ways to be let in",
      () => {
        const Condition = { StringNotEquals: { "aws:SourceVpc": "v", "aws:SourceVpce": "e" } };
        return fill({ ...deny, Condition }).map((one, i) => (i % 2 ? allow : one));
      },
    ],
    [
      "of many accounts, within as many",
      () => {
        const accounts = Array.from({ length: SIZE / 30 }, (_, n) => account(n));
        return [
          { ...allow, Principal: { AWS: accounts }, Condition: { StringEquals: { "aws:PrincipalAccount": accounts } } },
        ];
      },
    ],
    [
      "of many accounts, of which as many are shut out",
      () => {
        const accounts = Array.from({ length: SIZE / 30 / 40 }, (_, n) => account(n));
        return [
          { ...allow, Principal: { AWS: accounts } },
          ...Array.from({ length: 40 }, () => ({ ...deny, Principal: { AWS: accounts } })),
        ];
      },
    ],
    [
      "of patterns that match in many ways",
      () => [
        { ...allow, Action: "a".repeat(SIZE / 2) },
        { ...deny, Action: "a*".repeat(SIZE / 4) },
      ],
    ],
    [
      "of many patterns that match in many ways",
      () => [
        { ...allow, Action: Array(200).fill("a".repeat(2000)) },
        { ...deny, Action: Array(200).fill(`${"a*".repeat(500)}b`) },
      ],
    ],
    [
      "of many operators",
      () => [
        {
          ...allow,
          Condition: Object.fromEntries(
            Array.from({ length: SIZE / 30 }, (_, n) => [`Op${n}`, { "aws:PrincipalOrgID": "o-b" }]),
          ),
        },
      ],
    ],
    ["of one long address", () => [{ ...allow, Condition: { IpAddress: { "aws:SourceIp": ":".repeat(SIZE) } } }]],
    [
      "of one long ARN",
      () => [{ ...allow, Condition: { StringLike: { "aws:PrincipalArn": `arn${":a".repeat(SIZE / 2)}` } } }],
    ],
  ])("%s", (_title, statements) => {
    expect(timed({ Statement: statements() })).toBeLessThan(MILLISECONDS);
  });

  test("a text that nests without end is refused", () => {
    expect(exposure(`{"Statement":${"[".repeat(SIZE / 2)}${"]".repeat(SIZE / 2)}}`)).toBe("refused");
    expect(exposure("[".repeat(SIZE))).toBe("refused");
  });
});

describe("what was meant to hide who is let in does not", () => {
  const everyone = { Principal: "*", Action: "kms:Decrypt", Resource: "*" };
  test.each<[string, readonly object[], string]>([
    [
      "sixty denials that mean nothing before one that would",
      [
        everyone,
        ...Array(60).fill({ Effect: "Deny", Principal: { AWS: OWN }, Action: "kms:Delete*", Resource: "*" }),
        { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
      ],
      "everyone",
    ],
    [
      "an account among thousands of own roles",
      [{ ...everyone, Principal: { AWS: [...Array(2000).fill(`arn:aws:iam::${OWN}:role/app`), PARTNER] } }],
      PARTNER,
    ],
    [
      "a statement among thousands that deny",
      [...Array(2000).fill({ Effect: "Deny", Principal: "*", Action: "kms:Delete*" }), everyone],
      "everyone",
    ],
    [
      "a condition on a key that looks like one of AWS",
      [{ ...everyone, Condition: { StringEquals: { "aws:PrincipalOrgID ": "o-b" } } }],
      "everyone",
    ],
    [
      "a key with letters that look alike",
      [{ ...everyone, Condition: { StringEquals: { "aws:PrinсipalAccount": OWN } } }],
      "everyone",
    ],
    [
      "a value with a blank at its end",
      [{ ...everyone, Condition: { StringEquals: { "aws:PrincipalAccount": `${OWN} ` } } }],
      "everyone",
    ],
    [
      "digits of another script",
      [{ ...everyone, Condition: { StringEquals: { "aws:PrincipalAccount": "١١١١٢٢٢٢٣٣٣٣" } } }],
      "everyone",
    ],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });

  test("an operator under the key __proto__ confines nobody", () => {
    const policy = `{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"__proto__":{"aws:PrincipalAccount":"${OWN}"}}}}`;
    expect(exposure(policy)).toEqual({ to: "everyone" });
  });
});
