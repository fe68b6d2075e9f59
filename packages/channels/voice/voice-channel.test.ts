import { createVoiceCalls } from "@tocsin/aws/phone/voice-calls";
import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { phoneClientAt } from "../testing/providers.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { voiceChannel } from "./voice-channel.ts";
import { spokenText } from "./voice-text.ts";

const { receiver } = useReceivers();

test("asks the service to call and read the page's first line, and not after people are reminded", async () => {
  const { url, received } = await receiver({ status: 200, body: '{"MessageId":"1"}' });
  const channel = voiceChannel({
    name: "ada-call",
    settings: { type: "voice", phone: "ssm:voice/ada", originationIdentity: "+12065550100" },
    secrets: secretsWith({ "ssm:voice/ada": "+12065550142" }),
    sendOnce: createVoiceCalls({ client: phoneClientAt(url) }).send,
    place: "--stage prod",
    now: () => now,
  });
  await channel.send(notificationWith());
  expect(received[0]?.headers["x-amz-target"]).toBe("PinpointSMSVoiceV2.SendVoiceMessage");
  expect(JSON.parse(received[0]?.body ?? "")).toEqual({
    DestinationPhoneNumber: "+12065550142",
    OriginationIdentity: "+12065550100",
    MessageBodyTextType: "SSML",
    MessageBody: spokenText(notificationWith(), now, "--stage prod"),
    VoiceId: "MATTHEW",
    TimeToLive: 1200,
  });
  expect(channel.takes?.(notificationWith({ rings: false, kind: "over" }))).toBe(false);
});
