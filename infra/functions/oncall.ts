/** The alerts topic → the on-call queue → channels. */
import { oncallFilterPolicy } from "@tocsin/aws/topic";
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy } from "../encryption.ts";
import { onTable, table } from "../table.ts";
import { topic } from "../topic.ts";
import { deployFunction } from "./function.ts";
import { createQueue, protectQueue } from "./queue.ts";
import { consume, mayConsume, mayDeadLetter } from "./work.ts";

/** Channels answer "too many requests" to more. */
const CONCURRENCY = 5;

const work = createQueue("oncall", oncallSettings);
const fromTopic = { service: "sns.amazonaws.com", arn: topic.arn } as const;
const policies = [
  protectQueue("oncall", work.queue, fromTopic),
  protectQueue("oncall-dlq", work.deadLetters, fromTopic),
];

export const oncallSubscription = new aws.sns.TopicSubscription(
  "OncallSubscription",
  {
    topic: topic.arn,
    protocol: "sqs",
    endpoint: work.queue.arn,
    rawMessageDelivery: true,
    filterPolicy: JSON.stringify(oncallFilterPolicy),
    filterPolicyScope: "MessageAttributes",
    redrivePolicy: $util.jsonStringify({ deadLetterTargetArn: work.deadLetters.arn }),
  },
  { dependsOn: policies },
);

export const oncall = deployFunction("oncall", {
  timeoutSeconds: oncallSettings.timeoutSeconds,
  environment: { TOCSIN_ALERTS_TABLE: table.name, TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url },
  permissions: [mayConsume(work), mayDeadLetter(work), onTable("PutItem"), decryptBy("dynamodb"), encryptBy("sqs")],
});

consume("oncall", work, oncall, oncallSettings, CONCURRENCY);

export const oncallQueue = work.queue;
