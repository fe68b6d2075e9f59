/** The event-source mapping that joins a queue to the function that consumes it. */
import type { QueueSettings } from "@tocsin/lambda/deployment/settings";
import { logical } from "../place.ts";
import type { Permission } from "../policy.ts";
import type { WorkQueue } from "./queue.ts";

/** What Lambda's poller needs to do in the function's name. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const mayConsume = ({ queue }: WorkQueue): Permission => ({
  actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
  resources: [queue.arn],
});

/** Lets the function move messages that can never succeed to the dead-letter queue, with the reason. */
export const mayDeadLetter = ({ deadLetters }: WorkQueue): Permission => ({
  actions: ["sqs:SendMessage"],
  resources: [deadLetters.arn],
});

/** The function gets messages in batches; only failed messages come again. */
export function consume(
  noun: string,
  { queue }: WorkQueue,
  fn: sst.aws.Function,
  { batchSize, windowSeconds }: QueueSettings,
  concurrency: number,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(`${logical(noun)}Mapping`, {
    eventSourceArn: queue.arn,
    functionName: fn.name,
    batchSize,
    maximumBatchingWindowInSeconds: windowSeconds,
    functionResponseTypes: ["ReportBatchItemFailures"],
    // Bounded here and not by a reserved concurrency: a throttled delivery counts, and would end in the dead-letter queue.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    scalingConfig: { maximumConcurrency: concurrency },
  });
}
