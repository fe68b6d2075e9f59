/** The subscriptions that docs/channels/sns.md gives, word for word, on a real SNS and SQS. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { createReadableTopic } from "@tocsin/aws/readable-topic";
import { snsChannel } from "@tocsin/channels/sns/sns-channel";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { certificateAlert, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";

/** What a shell makes of the words after `--attributes`, by the protocol that is subscribed with them. */
async function documentedSubscriptions(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const page = await readFile(join(import.meta.dirname, "../../docs/channels/sns.md"), "utf8");
  const commands = page.matchAll(/aws sns subscribe [^']*--protocol (\w+) [^']*--attributes '([^']*)'/g);
  return new Map([...commands].map(([, protocol = "", attributes = ""]) => [protocol, JSON.parse(attributes)]));
}

test("telephones get what rings, and mails all that is for them, with the attributes that are documented", async () => {
  await using running = new AsyncDisposableStack();
  const server = await startMessagingServer({ region });
  running.defer(() => server.stop());
  const { sns, sqs } = createMessagingClients(server.endpoint);
  running.defer(() => {
    sns.destroy();
    sqs.destroy();
  });
  const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "people" }));
  // What a telephone or a mailbox would get, a queue gets: filter policies do not differ by protocol.
  const subscriptions = await documentedSubscriptions();
  expect([...subscriptions.keys()].sort()).toEqual(["email", "sms"]);
  for (const [protocol, attributes] of subscriptions) {
    await sqs.send(new CreateQueueCommand({ QueueName: protocol }));
    const Endpoint = topicArn.replace(":sns:", ":sqs:").replace(/people$/, protocol);
    const Attributes = { ...attributes, RawMessageDelivery: "true" };
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint, Attributes }));
  }
  const topic = createReadableTopic({ publish: (input) => sns.send(new PublishCommand(input)), topicArn });
  const channel = snsChannel({ name: "payments", publish: topic.publish, now: () => now });

  await channel.send(notificationWith({ destination: "payments", rings: true, sequence: 1 }));
  await channel.send(notificationWith({ destination: "payments", rings: false, urgency: "morning", sequence: 2 }));
  await channel.send(notificationWith({ destination: "web", rings: true, sequence: 3 }));

  await expect.poll(() => server.waiting("email").length).toBe(2);
  await expect.poll(() => server.waiting("sms").length).toBe(1);
  const [rung] = server.waiting("sms");
  expect(rung?.attributes).toMatchObject({ rings: "true", urgency: "now", severity: "HIGH", destination: "payments" });
  // fauxqs hands on the message as it was published, with the form for each protocol.
  const forms: { readonly default: string; readonly sms: string } = JSON.parse(rung?.body ?? "");
  expect(forms.default).toContain("Import the renewed certificate over the same ARN.");
  expect(forms.sms).toContain(certificateAlert.id.slice(0, 8));
});
