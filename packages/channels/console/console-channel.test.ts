import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import type { Channel } from "../kind.ts";
import { consoleChannel } from "./console-channel.ts";

function channelTo(write: (text: string) => void): Channel {
  return consoleChannel({ name: "terminal", write, now: () => now, styled: false, place: "--stage prod" });
}

test("writes a page in one piece, apart from the next", async () => {
  const written: string[] = [];
  const channel = channelTo((text) => written.push(text));
  await channel.send(notificationWith());
  await channel.send(notificationWith({ sequence: 2, kind: "reminder" }));

  expect(written).toHaveLength(2);
  const lines = written[0]?.split("\n") ?? [];
  expect(lines[0]).toBe("[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1");
  expect(lines).toContain("  deadline  2026-12-04 08:00 UTC, 10 days left");
  const command = "  alert     npx tocsin alerts show 0123456789abcdef0123456789abcdef --stage prod";
  expect(lines.slice(-3)).toEqual([command, "", ""]);
});

test("fails for now when its output is gone", async () => {
  const channel = channelTo(() => {
    throw new Error("EPIPE");
  });
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryError);
  expect(error).toMatchObject({
    reason: "unreachable",
    retryable: true,
    message: 'channel "terminal" cannot be written to',
  });
});
