/** Queues with their settings, and topics with their subscribers. */
import { GetTopicAttributesCommand, paginateListSubscriptionsByTopic, type SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Asked, ask, known } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedQueue {
  /** How many messages wait to be received. */
  readonly waiting: number;
  /** The ARN of the queue for messages that failed too often. */
  readonly deadLetters?: string | undefined;
  readonly keyId?: string | undefined;
}

export interface DeployedTopic {
  readonly keyId?: string | undefined;
  /** The resource policy, as JSON. */
  readonly policy: string;
  readonly subscriptions: Asked<readonly Subscription[]>;
}

export interface Subscription {
  readonly isConfirmed: boolean;
}

export async function readQueue(client: SQSClient, QueueName: string): Promise<Found<DeployedQueue>> {
  const url = await askFor(
    "sqs:GetQueueUrl",
    async () => (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl,
  );
  if (!url.known || url.value === undefined) return url.known ? known(undefined) : url;
  return ask("sqs:GetQueueAttributes", async () => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: url.value,
        AttributeNames: ["ApproximateNumberOfMessages", "RedrivePolicy", "KmsMasterKeyId"],
      }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      deadLetters: targetIn(Attributes.RedrivePolicy),
      keyId: Attributes.KmsMasterKeyId,
    };
  });
}

function targetIn(redrivePolicy: string | undefined): string | undefined {
  if (redrivePolicy === undefined) return undefined;
  const { deadLetterTargetArn } = JSON.parse(redrivePolicy);
  return typeof deadLetterTargetArn === "string" ? deadLetterTargetArn : undefined;
}

export async function readTopic(client: SNSClient, TopicArn: string): Promise<Found<DeployedTopic>> {
  const found = await askFor("sns:GetTopicAttributes", async () => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    return { keyId: Attributes.KmsMasterKeyId, policy: Attributes.Policy ?? "{}" };
  });
  if (!found.known || found.value === undefined) return found.known ? known(undefined) : found;
  const subscriptions = await ask("sns:ListSubscriptionsByTopic", async () => {
    const all: Subscription[] = [];
    // An unconfirmed subscription has a word instead of an ARN.
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
      for (const { SubscriptionArn = "" } of Subscriptions)
        all.push({ isConfirmed: SubscriptionArn.startsWith("arn:") });
    return all;
  });
  return { known: true, value: { ...found.value, subscriptions } };
}
