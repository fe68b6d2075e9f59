import { createTextMessages } from "@tocsin/aws/phone/text-messages";
import type { Notification } from "@tocsin/oncall/notification";
import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { smsText } from "../page/short-text.ts";
import { phoneClientAt } from "../testing/providers.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { smsChannel } from "./sms-channel.ts";

const { receiver } = useReceivers();

async function channelOf(number: string, settings: { readonly configurationSet?: string } = {}) {
  const { url, received } = await receiver({ status: 200, body: '{"MessageId":"1"}' });
  const secrets = secretsWith({ "ssm:sms/ada": number });
  const channel = smsChannel({
    name: "ada-phone",
    settings: { type: "sms", phone: "ssm:sms/ada", originationIdentity: "pool-0a1b2c", ...settings },
    secrets,
    sendOnce: createTextMessages({ client: phoneClientAt(url) }).send,
    now: () => now,
  });
  return { channel, received, secrets };
}

test("asks the service to send the line of the page, as what cannot wait, and not after people are reminded", async () => {
  const { channel, received } = await channelOf("+12065550142", { configurationSet: "oncall" });
  await channel.send(notificationWith());
  expect(received[0]?.headers["x-amz-target"]).toBe("PinpointSMSVoiceV2.SendTextMessage");
  expect(JSON.parse(received[0]?.body ?? "")).toEqual({
    DestinationPhoneNumber: "+12065550142",
    OriginationIdentity: "pool-0a1b2c",
    ConfigurationSetName: "oncall",
    MessageType: "TRANSACTIONAL",
    MessageBody: smsText(notificationWith(), now),
    TimeToLive: 1200,
  });
});

test.each(["+12065550142", " +1 (206) 555-0142\n", "+1.206.555.0142"])(
  "takes a number as people write it: %j",
  async (written) => {
    const { channel, received } = await channelOf(written);
    await channel.send(notificationWith());
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ DestinationPhoneNumber: "+12065550142" });
  },
);

test.each([
  "2065550142",
  "002065550142",
  "+0206555014",
  "+1206",
  "+1206555014212345",
  "+12065550142;ext=9",
  "ada@example.com",
  "",
])("sends nothing to what is no number with a country's code, and does not say what it is: %j", async (written) => {
  const { channel, received, secrets } = await channelOf(written);
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    reason: "rejected",
    retryable: false,
    message:
      'channel "ada-phone" has no telephone number in ssm:sms/ada: expected one with its country\'s code, such as +12065550100',
  });
  expect(secrets.forgotten).toEqual(["ssm:sms/ada"]);
  expect(received).toEqual([]);
});

describe("of all notifications", () => {
  test.each<[title: string, changed: Partial<Notification>, isTaken: boolean]>([
    ["one that rings and cannot wait is sent", { rings: true, urgency: "now" }, true],
    ["a list of the morning is not", { rings: true, urgency: "morning" }, false],
    ["other numbers are not", { rings: false, urgency: "now", kind: "updated" }, false],
    ["the end of what was told is not", { rings: false, urgency: "now", kind: "over", reason: "all-over" }, false],
    ["what was over before anybody could be told is", { rings: true, urgency: "now", kind: "over" }, true],
  ])("%s", async (_title, changed, isTaken) => {
    const { channel } = await channelOf("+12065550142");
    expect(channel.takes?.(notificationWith(changed))).toBe(isTaken);
  });
});
