import { SNS } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { CallError } from "./call.ts";
import { createReadableTopic, type ReadableMessage } from "./readable-topic.ts";
import { type CannedAnswer, clientOptions, useAnsweringServer, xml, xmlError } from "./testing/answering-server.ts";

const message: ReadableMessage = {
  subject: "[HIGH] Certificate - payments",
  text: 'what  "quoted", 🔔 \ufffe and\nmore',
  sms: "[HIGH] Certificate 01234567",
  attributes: { rings: "true", destination: "ops" },
};

const startServer = useAnsweringServer();

async function setUp(answer: CannedAnswer) {
  const server = await startServer(() => answer);
  const client = new SNS(clientOptions(server.endpoint));
  const topicArn = "arn:aws:sns:eu-central-1:000000000000:people";
  return { server, topic: createReadableTopic({ publish: (input) => client.publish(input), topicArn }) };
}

test("publishes a form for mails and one for telephones, with the attributes as texts", async () => {
  const { server, topic } = await setUp(xml("Publish", "<MessageId>m</MessageId>"));
  await topic.publish(message);
  const sent = new URLSearchParams(server.requests[0]?.body);
  expect(sent.get("Subject")).toBe(message.subject);
  expect(sent.get("MessageStructure")).toBe("json");
  expect(JSON.parse(sent.get("Message") ?? "")).toEqual({ default: message.text, sms: message.sms });
  // What no queue takes is written as an escape.
  expect(sent.get("Message")).not.toContain("\ufffe");
  const attributes = [...sent].flatMap(([key, value]) => (key.endsWith(".Name") ? [value] : []));
  expect(attributes).toEqual(["rings", "destination"]);
});

test.each([
  ["may pass", xmlError("InternalError", "try again", 500), true],
  ["will not pass", xmlError("InvalidParameter", "Invalid parameter: Subject"), false],
])("says of a failure whether it %s", async (_title, answer, retryable) => {
  const { topic } = await setUp(answer);
  const error = await topic.publish(message).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ retryable });
});
