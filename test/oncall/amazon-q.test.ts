/** Custom notifications on a real SNS, with the filter that docs/channels/amazon-q.md gives, as a subscriber gets them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { createChatTopic } from "@tocsin/aws/chat-topic";
import { amazonQChannel } from "@tocsin/channels/amazon-q/amazon-q-channel";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";

test("a chat gets what is for it, as it was written, whatever is in it", async () => {
  await using running = new AsyncDisposableStack();
  const server = await startMessagingServer({ region });
  running.defer(() => server.stop());
  const { sns, sqs } = createMessagingClients(server.endpoint);
  running.defer(() => {
    sns.destroy();
    sqs.destroy();
  });
  const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "chat" }));
  const page = await readFile(join(import.meta.dirname, "../../docs/channels/amazon-q.md"), "utf8");
  const [, FilterPolicy = ""] = /--attribute-name FilterPolicy --attribute-value '([^']*)'/.exec(page) ?? [];
  await sqs.send(new CreateQueueCommand({ QueueName: "payments" }));
  const Endpoint = topicArn.replace(":sns:", ":sqs:").replace(/chat$/, "payments");
  const Attributes = { FilterPolicy, RawMessageDelivery: "true" };
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint, Attributes }));
  const topic = createChatTopic({ publish: (input) => sns.send(new PublishCommand(input)), topicArn });
  const channel = amazonQChannel({ name: "payments", publish: topic.publish, now: () => now });

  const hostile = 'a "quoted" \ufffe \u2028 text <!channel>';
  const {
    alerts: [alert],
  } = notificationWith();
  if (alert === undefined) throw new TypeError("the sample has an alert");
  await channel.send(notificationWith({ destination: "payments", alerts: [{ ...alert, title: hostile }] }));
  await channel.send(notificationWith({ destination: "web" }));

  await expect.poll(() => server.waiting("payments").length).toBe(1);
  const [told] = server.waiting("payments");
  expect(JSON.parse(told?.body ?? "")).toMatchObject({
    ...{ version: "1.0", source: "custom" },
    content: { textType: "client-markdown", title: expect.stringContaining("‹!channel›") },
    metadata: { threadId: `${notificationWith().groupId}-0` },
  });
});
