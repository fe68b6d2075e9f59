/** Per kind of channel: a queue of its own, and the function that sends. A kind that does not answer delays no other. */
import { nouns } from "@tocsin/aws/names";
import { type ChannelKind, channelKinds } from "@tocsin/channels/kinds";
import { deliverSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy } from "../encryption.ts";
import { arnOf, ownSecretsPath } from "../place.ts";
import { onTable, table } from "../table.ts";
import { mayPublishPages, readableTopic } from "../topic.ts";
import { deployFunction, type FunctionOptions } from "./function.ts";
import { createQueue, protectQueue } from "./queue.ts";
import { consume, mayConsume, mayDeadLetter } from "./work.ts";

/** Receivers answer "too many requests" to more. */
const CONCURRENCY = 5;

/** What the function of a kind has beside what all have. */
const extras: Readonly<Record<ChannelKind, Pick<FunctionOptions, "environment" | "permissions">>> = {
  console: { environment: {}, permissions: [] },
  webhook: {
    environment: { TOCSIN_SECRETS_PATH: ownSecretsPath },
    // Of the stage's own secrets, under the stack's key. One under AWS's key for either service needs no grant for it.
    permissions: [
      { actions: ["ssm:GetParameter"], resources: [arnOf("ssm", `parameter/${ownSecretsPath}/*`)] },
      {
        actions: ["secretsmanager:GetSecretValue"],
        resources: [arnOf("secretsmanager", `secret:${ownSecretsPath}/*`)],
      },
      decryptBy("ssm"),
      decryptBy("secretsmanager"),
    ],
  },
  sns: {
    environment: { TOCSIN_READABLE_TOPIC_ARN: readableTopic.arn },
    permissions: [mayPublishPages, encryptBy("sns")],
  },
};

const kinds = Object.keys(channelKinds) as ChannelKind[];
export const deliver = kinds.map(deliverBy);
export const deliverQueues = deliver.map(({ kind, queue }) => ({ kind, queue }));

function deliverBy(kind: ChannelKind) {
  const { environment, permissions } = extras[kind];
  const noun = nouns.deliver(kind);
  const work = createQueue(noun, deliverSettings);
  protectQueue(noun, work.queue);
  protectQueue(`${noun}-dlq`, work.deadLetters);
  const fn = deployFunction(noun, {
    timeoutSeconds: deliverSettings.timeoutSeconds,
    environment: {
      TOCSIN_ALERTS_TABLE: table.name,
      TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url,
      TOCSIN_STAGE: $app.stage,
      ...environment,
    },
    permissions: [
      mayConsume(work),
      mayDeadLetter(work),
      onTable("BatchGetItem", "Query", "UpdateItem"),
      decryptBy("dynamodb"),
      encryptBy("sqs"),
      ...permissions,
    ],
  });
  consume(noun, work, fn, deliverSettings, CONCURRENCY);
  return { kind, noun, fn, ...work };
}
