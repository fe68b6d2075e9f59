/**
 * Queues. Each has a policy of its own that names the one resource that may send to it (SST's would let every topic, rule and
 * bucket of anyone send: docs/adr/0008), and a dead-letter queue that keeps what failed for 14 days and rings when something arrives.
 */
import { deadLettersOf } from "@tocsin/aws/names";
import type { QueueSettings } from "@tocsin/lambda/deployment/settings";
import { keyArn } from "../encryption.ts";
import { logical, named } from "../place.ts";
import { denyInsecureTransport, policyOf } from "../policy.ts";
import { alarmWhen } from "../watch/alarm.ts";

/** SQS keeps a message no longer. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const LONGEST_RETENTION_SECONDS = 14 * 24 * 60 * 60;
/** Fewer calls to KMS; a data key is then used for five minutes. */
const DATA_KEY_SECONDS = 300;

export interface WorkQueue {
  readonly queue: sst.aws.Queue;
  readonly deadLetters: sst.aws.Queue;
}

/** A queue that a function consumes, and its dead-letter queue. */
export function createQueue(noun: string, settings: QueueSettings): WorkQueue {
  const deadLetters = createDeadLetters(noun);
  const queue = new sst.aws.Queue(`${logical(noun)}Queue`, {
    visibilityTimeout: `${settings.visibilitySeconds} seconds`,
    dlq: { queue: deadLetters.arn, retry: settings.maxReceiveCount },
    transform: { queue: (args) => encrypted(args, named(noun)) },
  });
  return { queue, deadLetters };
}

/** `<noun>-dlq`, and the alarm that rings when it is not empty. Its senders define its policy. */
export function createDeadLetters(noun: string): sst.aws.Queue {
  const name = deadLettersOf(noun);
  const deadLetters = new sst.aws.Queue(logical(name), {
    transform: { queue: (args) => encrypted(args, named(name)) },
  });
  alarmWhen(name, {
    says: `${noun} could not handle a message; docs/operations.md says how to redrive it`,
    namespace: "AWS/SQS",
    metric: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: deadLetters.nodes.queue.name },
    statistic: "Maximum",
    atLeast: 1,
  });
  return deadLetters;
}

/** The senders that a queue's own policy allows; a sender with a role is allowed by that role. */
export interface Sender {
  readonly service: "events.amazonaws.com" | "sns.amazonaws.com";
  readonly arn: $util.Input<string>;
}

/** The queue's one policy: a second one would replace it. */
export function protectQueue(noun: string, queue: sst.aws.Queue, sender?: Sender): aws.sqs.QueuePolicy {
  return new aws.sqs.QueuePolicy(`${logical(noun)}Policy`, {
    queueUrl: queue.url,
    policy: policyOf([
      ...(sender
        ? [
            {
              Sid: "OneSender",
              Principal: { Service: sender.service },
              Action: "sqs:SendMessage",
              Resource: queue.arn,
              Condition: { ArnEquals: { "aws:SourceArn": sender.arn } },
            },
          ]
        : []),
      denyInsecureTransport("sqs:*", queue.arn),
    ]),
  });
}

function encrypted(args: aws.sqs.QueueArgs, name: string): undefined {
  args.name = name;
  args.messageRetentionSeconds = LONGEST_RETENTION_SECONDS;
  args.kmsMasterKeyId = keyArn;
  args.kmsDataKeyReusePeriodSeconds = DATA_KEY_SECONDS;
}
