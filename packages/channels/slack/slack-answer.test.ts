import { escapedJson } from "@tocsin/core/text/json";
import { now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { useReceivers } from "../testing/receiver.ts";
import { answerPress } from "./slack-answer.ts";
import { escaped } from "./slack-message.ts";

const receivers = useReceivers();

/** What Slack gets of an answer of so many texts. */
async function answered(texts: readonly string[]) {
  const { url, received } = await receivers.receiver({ status: 200, body: "ok" });
  const hosts = { haveGiven: () => true, begin: url, allowPrivateAddresses: true };
  expect(
    await answerPress(url, { heading: "2 alerts acknowledged", texts }, { now: () => now, hosts }),
  ).toBeUndefined();
  const { blocks } = JSON.parse(received[0]?.body ?? "");
  const lines: readonly string[] = blocks[0].elements[0].elements.map(({ text }: { text: string }) => text);
  return { lines, bytes: Buffer.byteLength(escaped(escapedJson(blocks))) };
}

test.each(["x", "漢", "😀", "&"])(
  "an answer of long lines of %s is as much as Slack takes, and says how many more there are",
  async (sign) => {
    const { lines, bytes } = await answered(Array.from({ length: 40 }, () => sign.repeat(2000)));
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(lines[0]).toBe("2 alerts acknowledged\n");
    const shown = lines.length - 2;
    expect(shown).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe(`and ${40 - shown} more lines\n`);
  },
);

test("an answer for which there is room is whole", async () => {
  const { lines } = await answered(["one", "two"]);
  expect(lines).toEqual(["2 alerts acknowledged\n", "one\n", "two\n"]);
});
