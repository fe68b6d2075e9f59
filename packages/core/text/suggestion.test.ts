import { expect, test } from "vitest";
import { suggestion } from "./suggestion.ts";

const names = ["severity", "ladders", "channels", "routes", "exploitAvailable"];

test.each([
  ["a letter that is missing", "sevrity", "severity"],
  ["two letters that changed places", "rotues", "routes"],
  ["another case", "exploitavailable", "exploitAvailable"],
  ["a form of the same word", "channel", "channels"],
])("%s is taken for a slip", (_title, written, meant) => {
  expect(suggestion(written, names)).toBe(`; did you mean ${JSON.stringify(meant)}?`);
});

test.each([
  ["another word", "silences"],
  ["nothing", ""],
  ["a letter", "x"],
])("%s is taken for no slip", (_title, written) => {
  expect(suggestion(written, names)).toBe("");
});

test("where there are no names, none is suggested", () => {
  expect(suggestion("severity", [])).toBe("");
});
