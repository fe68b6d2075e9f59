import fc from "fast-check";
import { expect, test } from "vitest";
import { ocsfProblems } from "../testing/ocsf-schema.ts";
import { someAnnouncement } from "../testing/some-announcement.ts";
import { ocsfOf, ocsfText } from "./ocsf-event.ts";

test("is valid by the published schema for every alert, however hostile its texts", () => {
  fc.assert(
    fc.property(someAnnouncement, (announcement) => {
      expect(ocsfProblems(ocsfText(ocsfOf(announcement)))).toEqual([]);
    }),
  );
});

test("fits a message of SNS, whatever is in the alert", () => {
  const huge = fc.array(fc.constant("\ud800".repeat(200)), { minLength: 1000, maxLength: 1000 });
  fc.assert(
    fc.property(someAnnouncement, huge, (announcement, reporters) => {
      const alert = { ...announcement.alert, attributes: { ...announcement.alert.attributes, tags: reporters } };
      const text = ocsfText(ocsfOf({ ...announcement, alert }));
      expect(Buffer.byteLength(text)).toBeLessThan(256_000);
      expect(JSON.parse(text).metadata.is_truncated).toBe(true);
      expect(ocsfProblems(text)).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

test("holds no character that acts, in any text that OCSF has an attribute for", () => {
  fc.assert(
    fc.property(someAnnouncement, (announcement) => {
      const { unmapped, ...event } = ocsfOf(announcement);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      expect(textsIn(event).filter((text) => /[\u0000-\u001f\u007f-\u009f\u202e\u2066]/.test(text))).toEqual([]);
    }),
  );
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
