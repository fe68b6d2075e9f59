import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { renderNotification } from "../page/notification-page.ts";
import { hostileNotification } from "../testing/hostile.ts";
import { type SnsOptions, snsChannel } from "./sns-channel.ts";

type Message = Parameters<SnsOptions["publish"]>[0];

async function publishedOf(notification: Notification): Promise<Message> {
  const published: Message[] = [];
  const publish: SnsOptions["publish"] = async (message) => void published.push(message);
  await snsChannel({ name: "people", publish, now: () => now, place: "--stage prod" }).send(notification);
  const [message, ...more] = published;
  if (message === undefined || more.length > 0) throw new Error(`${published.length} messages were published`);
  return message;
}

test("publishes the page for mails, and a line for a subject and for telephones", async () => {
  const notification = notificationWith();
  const message = await publishedOf(notification);
  expect(message.text).toBe(renderNotification(notification, { now, styled: false, place: "--stage prod" }));
  expect(message.subject).toBe("[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1");
  expect(message.sms).toBe(`${message.subject} ${certificateAlert.id.slice(0, 8)}`);
});

describe("the attributes by which subscribers filter", () => {
  test("say what the notification is", async () => {
    const { attributes } = await publishedOf(notificationWith({ urgency: "morning", rings: false, kind: "grew" }));
    expect(attributes).toEqual({
      urgency: "morning",
      rings: "false",
      kind: "grew",
      severity: "HIGH",
      destination: "ops",
      groupId: notificationWith().groupId,
    });
  });

  test.each<[string, Partial<Notification>, string]>([
    ["the worst that is open", { counts: countsOf({ LOW: 9, CRITICAL: 1 }), before: countsOf({ LOW: 9 }) }, "CRITICAL"],
    [
      "of what is over, the worst that was told",
      { kind: "over", counts: countsOf({}), before: countsOf({ HIGH: 2, LOW: 1 }) },
      "HIGH",
    ],
    [
      "of what was worse since the last message, that",
      { counts: countsOf({ LOW: 1 }, { begun: countsOf({ LOW: 1, HIGH: 1 }).open }), before: countsOf({ LOW: 1 }) },
      "HIGH",
    ],
    [
      "of what is milder than when it was told, what it is",
      {
        kind: "updated",
        counts: countsOf({ LOW: 1 }, { begun: countsOf({ HIGH: 1 }).open }),
        before: countsOf({ HIGH: 1 }),
      },
      "LOW",
    ],
    [
      "of what came and went, what it was",
      { kind: "over", counts: countsOf({}, { begun: countsOf({ CRITICAL: 1 }).open, ended: 1 }) },
      "CRITICAL",
    ],
    ["of what nothing is known of, the least", { counts: countsOf({}) }, "INFORMATIONAL"],
  ])("give as severity %s", async (_title, changed, severity) => {
    expect((await publishedOf(notificationWith(changed))).attributes.severity).toBe(severity);
  });

  test("are texts that SNS takes, whatever a policy calls its channels", async () => {
    await fc.assert(
      fc.asyncProperty(hostileNotification, async (notification) => {
        for (const text of Object.values((await publishedOf(notification)).attributes)) {
          expect(text).not.toBe("");
          expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
    );
  });
});

test("says, without the cause's words, that its topic cannot be published to, which may pass", async () => {
  const publish = () => Promise.reject(new Error("NotFound"));
  const channel = snsChannel({ name: "people", publish, now: () => now });
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryError);
  expect(error).toMatchObject({
    reason: "unreachable",
    retryable: true,
    message: 'channel "people" cannot publish to its topic',
    cause: new Error("NotFound"),
  });
});
