import { expect, test } from "vitest";
import { type Channel, DeliveryError } from "../channel.ts";
import { announcementWith, now } from "../testing/sample-announcement.ts";
import { consoleChannel } from "./console.ts";

const notification = { announcement: announcementWith(), route: "on call" };

function channelTo(write: (text: string) => void): Channel {
  return consoleChannel({ name: "terminal", write, now: () => now, styled: false });
}

test("writes a page in one piece, apart from the next", async () => {
  const written: string[] = [];
  const channel = channelTo((text) => written.push(text));
  await channel.send(notification);
  await channel.send(notification);

  expect(written).toHaveLength(2);
  const lines = written[0]?.split("\n") ?? [];
  expect(lines[0]).toBe("[HIGH] OPENED  Expiry of certificate www.example.com");
  expect(lines).toContain("  deadline  2026-12-04 08:00 UTC, 10 days left");
  expect(lines.slice(-3)).toEqual(["  alert     npx tocsin alerts show 0123456789abcdef0123456789abcdef", "", ""]);
});

test("fails for now when its output is gone", async () => {
  const channel = channelTo(() => {
    throw new Error("EPIPE");
  });
  const error = await channel.send(notification).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryError);
  expect(error).toMatchObject({
    reason: "unreachable",
    retryable: true,
    message: 'channel "terminal" cannot be written to',
  });
});
