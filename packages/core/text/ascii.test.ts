import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ascii, cut } from "./ascii.ts";

describe("ASCII", () => {
  test.each([
    ["stays as it is", "[HIGH] a-b_c ~", "[HIGH] a-b_c ~"],
    ["loses its accents", "Zürich, São Paulo", "Zurich, Sao Paulo"],
    ["has one hyphen for every dash", "a – b — c", "a - b - c"],
    ["has its dots one by one", "and so on…", "and so on..."],
    ["has a question mark for each run of what it lacks", "東京 証明書", "? ?"],
    ["is on one line, and ends where its text does", " a\r\nb\u2028c\t", "a b c"],
  ])("%s", (_title, text, expected) => {
    expect(ascii(text)).toBe(expected);
  });

  test("is all that there is, whatever the text, and means the same read twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(ascii(text)).toMatch(/^[ -~]*$/);
        expect(ascii(ascii(text))).toBe(ascii(text));
      }),
    );
  });
});

test.each([
  ["has room", "abcde", 5, "abcde"],
  ["is one too long", "abcdef", 5, "abc.."],
  ["would end in a space", "ab cdef", 5, "ab.."],
])("text that %s is cut so", (_title, text, limit, expected) => {
  expect(cut(text, limit)).toBe(expected);
});
