import { expect, test } from "vitest";
import { callingsOf, titleText, whoIsMeant } from "./who-is-meant.ts";

const callings = callingsOf({
  people: {
    ada: { calendarNames: ["Ada Lovelace", "a.lovelace"] },
    grace: { contacts: ["phone"] },
    Ann: { calendarNames: ["Ann"] },
    "Ann Lee": {},
    Zoë: {},
    joan: { calendarNames: ["the twins"] },
    jean: { calendarNames: ["the twins", 7, " "] },
  },
});

test.each<[string, string, readonly string[], object]>([
  ["the name of the policy, in any letters", "GRACE on call", [], { person: "grace" }],
  ["what calendars call somebody", "On Call - Ada  Lovelace - Primary", [], { person: "ada" }],
  ["an address in the title by what stands before its @", "a.lovelace@example.com", [], { person: "ada" }],
  ["a name with a sign after it", "Ada's week", [], { person: "ada" }],
  ["a name in other code points", "Zoe\u0308 on call", [], { person: "Zoë" }],
  ["the longer of two names", "Ann Lee on call", [], { person: "Ann Lee" }],
  ["each of two names that stand apart", "Ann Lee for Ann", [], { problem: "may mean Ann or Ann Lee" }],
  [
    "no part of a word, nor of what is written as one",
    "grace-team ungraceful x.grace grace.h ada_2",
    [],
    { problem: expect.stringContaining("names nobody") },
  ],
  ["the attendee where the title names nobody", "On call", ["a.lovelace"], { person: "ada" }],
  [
    "an attendee as a whole alone",
    "On call",
    ["ada byron", "grace.hopper"],
    { problem: expect.stringContaining("names nobody") },
  ],
  ["the attendee among those whom the title names", "Ada for Grace", ["ada lovelace", "bob"], { person: "ada" }],
  ["the title among several attendees", "Grace", ["ada", "grace", "ann"], { person: "grace" }],
  ["nobody, said so", "Nobody on call", [], { person: "nobody" }],
  [
    "no attendee whom the title contradicts",
    "Ada",
    ["grace"],
    { problem: "names ada in its title, and has grace for an attendee" },
  ],
  ["no attendee beside two others of the title", "Ada for Ann", ["grace"], { problem: "may mean ada or Ann" }],
  ["no one of several attendees", "On call", ["ada", "grace"], { problem: "may mean ada or grace" }],
  ["no one of two who are called the same", "The twins", [], { problem: "may mean joan or jean" }],
])("an event means %s", (_title, title, attendees, expected) => {
  expect(whoIsMeant({ title, attendees }, callings)).toEqual(expected);
});

test("a title is shown on one line, without addresses", () => {
  expect(titleText({ title: "On\ncall: ada@example.com, <b.c@d.e>" })).toBe('"On call: ada, <b.c>"');
});
