import { severities } from "@tocsin/core/alert/severity";
import { someInstant } from "@tocsin/core/testing/arbitraries";
import type { Offer } from "@tocsin/oncall/links/offer";
import { now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pressOf } from "../testing/slack-press.ts";
import { buttonsOf, pressIn } from "./slack-buttons.ts";
import { peopleIn } from "./slack-people.ts";

const someId = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 32 });
const someOffer: fc.Arbitrary<Offer> = fc.record({
  of: fc.oneof(
    someId.map((alert) => ({ alert })),
    someId.map((group) => ({ group })),
  ),
  severity: fc.constantFrom(...severities),
  issuedAt: someInstant,
});

test("a press says what the button was made for, within what Slack keeps of a button", () => {
  fc.assert(
    fc.property(someOffer, (offer) => {
      for (const button of buttonsOf(offer).elements) {
        expect(button.value.length).toBeLessThanOrEqual(2000);
        const { body } = pressOf({ button, user: "U0ADA456789", at: now, secret: "x", answerTo: "https://x" });
        expect(pressIn(Buffer.from(body))).toMatchObject({ user: "U0ADA456789", offer, answerTo: "https://x" });
      }
    }),
  );
});

test("whatever arrives, reading it throws nothing", () => {
  const some = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.webQueryParameters());
  fc.assert(
    fc.property(some, fc.boolean(), (text, isPayload) => {
      const body = isPayload ? new URLSearchParams({ payload: text }).toString() : text;
      expect(pressIn(Buffer.from(body))).toBeUndefined();
    }),
  );
});

test.each<readonly [string, string, Record<string, string>]>([
  ["a line for each", "U0ADA456789 ada\nW0GRACE5678 grace hopper", { U0ADA456789: "ada", W0GRACE5678: "grace hopper" }],
  ["lines as another editor ends them", "U0ADA456789\tada\r\n\r\n", { U0ADA456789: "ada" }],
  ["the last of two lines for one id", "U0ADA456789 ada\nU0ADA456789 grace", { U0ADA456789: "grace" }],
  ["nothing of lines that are none", "ada U0ADA456789\nU0ADA456789\nu0ada456789 ada\n# ada\n", {}],
])("the list of people is %s", (_title, list, people) => {
  expect(Object.fromEntries(peopleIn(list))).toEqual(people);
});
