/** The subscription that docs/deploy.md gives, word for word, on a real SNS and SQS. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { createTopic } from "@tocsin/aws/topic";
import { instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { expect, test } from "vitest";

const now = instant("2026-11-24T08:00:00Z");

/** A certificate that expires in ten days. */
function announcementWith({ quiet, version }: Pick<Announcement, "quiet" | "version">): Announcement {
  const id = "0123456789abcdef0123456789abcdef";
  const standing = { status: "OPEN", severity: "HIGH", stepDays: 14 } as const;
  return {
    ...{ format: "tocsin.announcement.v1", alertId: id, version, at: now, saidAt: now, quiet },
    ...{ kind: "opened", reason: "opened", severity: "HIGH", to: standing },
    alert: {
      ...{ id, condition: "certificate-expiry", ...standing },
      ...{ partition: "aws", account: "012345678901", region: "eu-central-1" },
      resource: "arn:aws:acm:eu-central-1:012345678901:certificate/6f0f1c3e-8f0e-4b8e-9a56-0a5b1d9c2f11",
      ...{ title: "Expiry of certificate www.example.com", summary: "It ends.", remedy: "Import another." },
      ...{ reporters: ["acm"], attributes: { domain: ["www.example.com"] } },
    },
  };
}

/** What a shell makes of the word after `--attributes`. */
async function documentedAttributes(): Promise<Readonly<Record<string, string>>> {
  const page = await readFile(join(import.meta.dirname, "../../docs/deploy.md"), "utf8");
  const [, word] = /aws sns subscribe [^']*--attributes '([^']*)'/.exec(page) ?? [];
  return JSON.parse(word ?? "");
}

test("the documented subscription gets what may page, and nothing that is quiet", async () => {
  await using running = new AsyncDisposableStack();
  const server = await startMessagingServer({ region });
  running.defer(() => server.stop());
  const { sns, sqs } = createMessagingClients(server.endpoint);
  running.defer(() => {
    sns.destroy();
    sqs.destroy();
  });
  const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "mine" }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: topicArn.replace(":sns:", ":sqs:").replace(/alerts$/, "mine"),
      Attributes: await documentedAttributes(),
    }),
  );
  const topic = createTopic({ client: sns, topicArn });
  await topic.announce([announcementWith({ quiet: true, version: 1 }), announcementWith({ quiet: false, version: 2 })]);
  await topic.publishDigest({ subject: "Week 47", text: "All is well." });
  await topic.announce([announcementWith({ quiet: false, version: 3 })]);
  await expect.poll(() => server.waiting("mine").length).toBe(2);
  expect(server.waiting("mine").map(({ body }) => JSON.parse(body).version)).toEqual([2, 3]);
});
