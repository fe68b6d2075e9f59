import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { messageOf } from "../slack/slack-message.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { slackWebhookChannel } from "./slack-webhook-channel.ts";

const { receiver } = useReceivers();
const settings = { type: "slack-webhook", url: "ssm:slack-webhook/ops" } as const;

test("posts the message that an app would post, to the very URL of the secret", async () => {
  const { url, received } = await receiver({ status: 200, body: "ok" });
  const written = `${url}/B0%2f1?x=a%20b`;
  const secrets = secretsWith({ "ssm:slack-webhook/ops": `${written}\n` });
  const hosts = { haveGiven: () => true, begin: "", allowPrivateAddresses: true };
  const channel = slackWebhookChannel({ ...{ name: "ops", settings, secrets, hosts }, now: () => now });
  expect(await channel.send(notificationWith())).toBeUndefined();
  expect(received[0]?.path).toBe(new URL(written).pathname + new URL(written).search);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual(messageOf(notificationWith(), { now }));
});

test.each([
  "https://evil.example.com/services/T00/B00/c4n4ry-token",
  "https://hooks.slack.com.evil.example.com/services/T00/B00/c4n4ry-token",
  "https://hooks.slack.com@evil.example.com/services/T00/B00/c4n4ry-token",
  "http://hooks.slack.com/services/T00/B00/c4n4ry-token",
  "https://hooks.slack.com/workflows/T00/c4n4ry-token",
  "c4n4ry-token",
])("sends nothing to what is no webhook of Slack's, and does not say what it is: %s", async (url) => {
  const secrets = secretsWith({ "ssm:slack-webhook/ops": url });
  const channel = slackWebhookChannel({ name: "ops", settings, secrets, now: () => now });
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ reason: "rejected", retryable: false });
  expect(String(error)).toContain(
    'channel "ops" has a wrong URL (ssm:slack-webhook/ops): expected one that begins with https://hooks.slack.com/services/',
  );
  expect(String(error)).not.toContain("c4n4ry");
  expect(secrets.forgotten).toEqual(["ssm:slack-webhook/ops"]);
});
