import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotable } from "./https/response.ts";
import { credentialsIn } from "./read-secrets.ts";

/** How people and libraries write one in a URL, and receivers repeat it. */
const writings: readonly [title: string, write: (credential: string) => string][] = [
  ["percent-encoded", encodeURIComponent],
  ["percent-encoded in small letters", (credential) => encodeURIComponent(credential).replace(/%../g, small)],
  ["encoded as in a form", (credential) => new URLSearchParams({ "": credential }).toString().slice(1)],
  ["as it is", (credential) => credential],
  ["as it is, with slashes escaped", (credential) => credential.replaceAll("/", "\\/")],
];

function small(code: string): string {
  return code.toLowerCase();
}

const places: readonly [title: string, urlOf: (written: string) => string][] = [
  ["path", (written) => `https://hooks.example.com/a/${written}/b`],
  ["query", (written) => `https://hooks.example.com/a?v=1&sig=${written}&w=2`],
];

/** Signatures in base64, and names and sentences that somebody chose. */
const credential = fc
  .string({ unit: fc.constantFrom(..."abcXYZ0189+/=-_ ~é"), minLength: 12, maxLength: 60 })
  .filter((text) => text.slice(0, 8).trim().length === 8);

describe.each(places)("a credential in a URL's %s", (place, urlOf) => {
  test.each(writings.slice(0, 3))("%s is told in no writing", (title, write) => {
    fc.assert(
      fc.property(credential, (secret) => {
        // In a path a plus is no space.
        fc.pre(place === "query" || title !== "encoded as in a form" || !secret.includes(" "));
        const confidential = credentialsIn(urlOf(write(secret)));
        for (const [, repeat] of writings) {
          expect(quotable(`bad signature "${repeat(secret)}"`, confidential)).toBe("");
        }
      }),
    );
  });
});

test("what is no credential, and what no URL may hold, is told", () => {
  const confidential = credentialsIn(
    "https://hooks.example.com/hooks/v1?sig=%E0%A4%A&x=Ab%2Fc%2BdEFGHsecretTAIL%3D%3D",
  );
  expect(quotable('bad signature "Ab/c+dEFGHsecretTAIL=="', confidential)).toBe("");
  expect(quotable("hooks v1: no such service", confidential)).toBe("hooks v1: no such service");
});
