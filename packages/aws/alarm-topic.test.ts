import { SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { createAlarmTopic } from "./alarm-topic.ts";
import { clientOptions, useAnsweringServer } from "./testing/answering-server.ts";

const startServer = useAnsweringServer();
const published = "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>";

test("a mail to those who run Tocsin has a subject as SNS takes it, and its text as it is", async () => {
  const server = await startServer(() => ({ status: 200, headers: { "content-type": "text/xml" }, body: published }));
  const client = new SNSClient(clientOptions(server.endpoint));
  const mail = createAlarmTopic({ client, topicArn: "arn:aws:sns:eu-central-1:111122223333:alarms" });
  await mail({ subject: `Tocsin dévance – ${"no policy ".repeat(20)}`, text: "Schritt für Schritt" });
  const sent = new URLSearchParams(server.requests[0]?.body);
  expect(sent.get("Subject")).toMatch(/^Tocsin devance - no policy [ -~]*\.\.$/);
  expect(sent.get("Subject")?.length).toBeLessThan(100);
  expect(sent.get("Message")).toBe("Schritt für Schritt");
});
