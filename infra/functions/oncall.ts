/** On-call's queue → what each destination is to be told → the queues of `deliver-<kind>`. */
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy } from "../encryption.ts";
import { links } from "../links/links.ts";
import { onTable, queryIndex, table } from "../table.ts";
import { deliverQueues } from "./deliver.ts";
import { deployFunction } from "./function.ts";
import { work } from "./oncall-queue.ts";
import { consume, mayConsume, mayDeadLetter } from "./work.ts";

/** Invocations that decide on the same group at the same time force each other to read it again. */
const CONCURRENCY = 5;

export const oncall = deployFunction("oncall", {
  timeoutSeconds: oncallSettings.timeoutSeconds,
  environment: {
    TOCSIN_ALERTS_TABLE: table.name,
    TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url,
    TOCSIN_ONCALL_QUEUE_URL: work.queue.url,
    ...(links && { TOCSIN_LINKS_URL: links.url, TOCSIN_LINK_KEY_ARN: links.keyArn, TOCSIN_STAGE: $app.stage }),
    TOCSIN_DELIVER_QUEUE_URLS: $util.jsonStringify(
      Object.fromEntries(deliverQueues.map(({ kind, queue }) => [kind, queue.url])),
    ),
  },
  permissions: [
    mayConsume(work),
    mayDeadLetter(work),
    // It wakes itself again if it waits for less than a quarter of an hour.
    { actions: ["sqs:SendMessage"], resources: [work.queue.arn, ...deliverQueues.map(({ queue }) => queue.arn)] },
    onTable("BatchGetItem", "DeleteItem", "PutItem", "Query", "UpdateItem"),
    // The related alerts of an alert that is told by itself.
    queryIndex("resource"),
    decryptBy("dynamodb"),
    encryptBy("sqs"),
    ...(links ? [links.maySign] : []),
  ],
});

consume("oncall", work, oncall, oncallSettings, CONCURRENCY);
