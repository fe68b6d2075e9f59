import { expect, test } from "vitest";
import { askedFor } from "./asked.ts";

test.each([
  ["nothing", [], { names: [], isRecorded: false, isForHelp: false }],
  ["names", ["crash", "kill"], { names: ["crash", "kill"], isRecorded: false, isForHelp: false }],
  ["names and a record", ["crash", "--record"], { names: ["crash"], isRecorded: true, isForHelp: false }],
  ["help", ["--help"], { names: [], isRecorded: false, isForHelp: true }],
  ["help, in short", ["crash", "-h"], { names: ["crash"], isRecorded: false, isForHelp: true }],
])("%s can be asked for", (_what, args, asked) => {
  expect(askedFor(args)).toEqual(asked);
});

test.each([
  ["an option that there is not", ["--recrod"], "Unknown option '--recrod'"],
  ["a value of an option that has none", ["--record=all"], "Option '--record' does not take an argument"],
])("%s is refused", (_what, args, problem) => {
  expect(askedFor(args)).toEqual({ problem: expect.stringContaining(problem) });
});
