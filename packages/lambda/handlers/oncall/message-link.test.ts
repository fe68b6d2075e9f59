import { verified } from "@tocsin/oncall/links/link-token";
import { keysBy } from "@tocsin/oncall/testing/sample-link";
import { countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { recordingTelemetry } from "../../testing/sample-batch.ts";
import { createLinkAddress } from "../acknowledge/link-address.ts";
import { type MessageLinks, withLink } from "./message-link.ts";

const keyOf = keysBy("the key of the stage");
const addressOf = createLinkAddress("https://links.example.com/", keyOf);
const links: MessageLinks = { addressOf, leftOutOf: "console" };
const notification = notificationWith();

test("a notification has the link of what is open of it", async () => {
  const { acknowledge, ...rest } = await withLink(notification, "sns", links, recordingTelemetry());
  expect(rest).toEqual(notification);
  const [, token = ""] = /^https:\/\/links\.example\.com\/acknowledge\/(.+)$/.exec(acknowledge?.url ?? "") ?? [];
  const read = await verified(token, keyOf, notification.at);
  expect(read).toMatchObject({ ok: true, link: { destination: "ops", expiresAt: acknowledge?.expiresAt } });
});

test("what is sent again has the same bytes", async () => {
  const [first, second] = [1, 2].map(() => withLink(notification, "webhook", links, recordingTelemetry()));
  expect(JSON.stringify(await first)).toBe(JSON.stringify(await second));
});

test("a channel that is left out has none, as a function's console, which is a log", async () => {
  expect(await withLink(notification, "console", links, recordingTelemetry())).toEqual(notification);
  const ofTerminal = { addressOf, leftOutOf: undefined };
  expect(await withLink(notification, "console", ofTerminal, recordingTelemetry())).toHaveProperty("acknowledge");
});

test.each(["sms", "voice"] as const)("none is signed for %s, which shows none", async (kind) => {
  const unasked = { ...links, addressOf: () => expect.fail("a link is signed") };
  expect(await withLink(notification, kind, unasked, recordingTelemetry())).toEqual(notification);
});

test("there is none where links are not configured, or nothing is open", async () => {
  expect(await withLink(notification, "sns", undefined, recordingTelemetry())).toEqual(notification);
  const over = notificationWith({ kind: "over", counts: countsOf({}, { ended: 1 }) });
  expect(await withLink(over, "sns", links, recordingTelemetry())).toEqual(over);
});

test("what cannot be signed is sent all the same, and counted", async () => {
  const telemetry = recordingTelemetry();
  const failing = { ...links, addressOf: () => Promise.reject(new Error("GenerateMac failed: Throttled")) };
  expect(await withLink(notification, "sns", failing, telemetry)).toEqual(notification);
  expect(telemetry.counted).toEqual(["problems link-not-signed 1"]);
  expect(telemetry.logged.join()).toContain("GenerateMac failed: Throttled");
});
