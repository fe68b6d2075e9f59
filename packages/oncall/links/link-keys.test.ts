import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { macBy } from "../testing/sample-link.ts";
import { createLinkKeys } from "./link-keys.ts";

const DAY = 86_400_000;
const noon = instant("2026-11-24T12:00:00Z");

function counting() {
  const asked: string[] = [];
  const mac = macBy("secret");
  const count = (text: string) => {
    asked.push(text);
    return mac(text);
  };
  return { asked, keyOf: createLinkKeys({ mac: count, stage: "prod" }) };
}

test("the stage's key is asked once a day, also by several side by side", async () => {
  const { asked, keyOf } = counting();
  const keys = await Promise.all([noon, shift(noon, 1), shift(noon, DAY / 2 - 1)].map(keyOf));
  expect(asked).toEqual(["tocsin/day/v1/prod/2026-11-24"]);
  expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
  await keyOf(shift(noon, DAY / 2));
  expect(asked).toEqual(["tocsin/day/v1/prod/2026-11-24", "tocsin/day/v1/prod/2026-11-25"]);
});

test("the key of a link is not what the stage's key gave", async () => {
  const { keyOf } = counting();
  const ofTheDay = await macBy("secret")("tocsin/day/v1/prod/2026-11-24");
  expect(Buffer.from(await keyOf(noon)).equals(Buffer.from(ofTheDay))).toBe(false);
});

test("what failed is asked for again", async () => {
  let calls = 0;
  const keyOf = createLinkKeys({
    stage: "prod",
    mac: async (text) => {
      calls += 1;
      if (calls === 1) throw new Error("throttled");
      return macBy("secret")(text);
    },
  });
  await expect(keyOf(noon)).rejects.toThrow("throttled");
  await expect(keyOf(noon)).resolves.toBeDefined();
});

test("no more days are kept than links can be of", async () => {
  const { asked, keyOf } = counting();
  for (let days = 0; days < 9; days += 1) await keyOf(shift(noon, days * DAY));
  await keyOf(shift(noon, DAY));
  expect(asked).toHaveLength(9);
  await keyOf(noon);
  expect(asked).toHaveLength(10);
});
