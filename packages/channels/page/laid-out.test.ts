import { now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { notificationOfLongTexts } from "../testing/hostile.ts";
import { type LaidOutField, laidOut } from "./laid-out.ts";

const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
const sizeOf = (fields: readonly LaidOutField[]) => JSON.stringify(fields).length;

/** The page of so many alerts with long texts, in so much room. */
function fieldsIn(room: number, howMany: number, place = "--stage prod"): ReadonlyMap<string, readonly string[]> {
  const notification = notificationOfLongTexts(
    "x",
    howMany,
    "https://eu-central-1.console.aws.amazon.com/#",
    acknowledge,
  );
  return new Map(laidOut(notification, { now, place, room, sizeOf }).map(({ label, texts }) => [label, texts]));
}

describe("where there is no room for all of a page", () => {
  test.each([100_000, 9000, 5000, 3000, 2000, 0])("its commands are whole, as they are to be pasted: %i", (room) => {
    const fields = fieldsIn(room, 1);
    const id = "0".repeat(32);
    expect(fields.get("alert")).toEqual([`npx tocsin alerts show ${id} --stage prod`]);
    expect(fields.get("to ack")).toEqual([`npx tocsin alerts ack ${id} --why "on it" --stage prod`]);
  });

  test("a command that is as long as a page is left out, and it is said so", () => {
    const ids = Array.from({ length: 10 }, (_, i) => String(i).repeat(32)).join(" ");
    expect(fieldsIn(100_000, 10).get("to ack")).toEqual([`npx tocsin alerts ack ${ids} --why "on it" --stage prod`]);
    expect(fieldsIn(2000, 10).get("to ack")).toEqual(["the command is too long for this message"]);
    expect(fieldsIn(2000, 1, `--data-dir ${"x".repeat(300)}`).get("alert")).toEqual([
      "the command is too long for this message",
    ]);
  });

  test("long texts are cut, and long lists, with a sign of it", () => {
    const fields = fieldsIn(3000, 1);
    expect(fields.get("what")?.[0]).toMatch(/^x+…$/);
    expect(sizeOf([...fields].map(([label, texts]) => ({ label, texts })))).toBeLessThanOrEqual(3000);
  });
});
