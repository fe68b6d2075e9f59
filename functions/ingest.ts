/** Makes the function of every `ingest-<source>`; each is deployed with a queue of its own, so a storm in one delays no other. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import type { QueueHandler } from "@tocsin/lambda/runtime/batch";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { runtimeSendMessage } from "@tocsin/lambda/runtime/runtime-sdk";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { worldProblems } from "@tocsin/lambda/runtime/world-problems";
import { parseAdministrators } from "@tocsin/sources/administrators";
import type { Source } from "@tocsin/sources/source";

/** The function of one source: its bundle holds that source and no other. @throws Error when its environment lacks a variable. */
export function ingestFunction(source: Source): QueueHandler {
  const env = environment("TOCSIN_ADMINISTRATORS", "TOCSIN_ALERTS_TABLE", "TOCSIN_DEAD_LETTER_QUEUE_URL");
  const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
  const telemetry = powertools(`ingest-${source.name}`);
  const { world, reload } = createWorldSource({
    table,
    now: systemNow,
    report: worldProblems(telemetry),
  });
  return ingestHandler({
    source,
    administrators: parseAdministrators(env.TOCSIN_ADMINISTRATORS),
    alerts: createAlertsWriter(table),
    cells: createCells(table),
    findingsOfBefore: "baseline",
    deadLetters: createDeadLetters({ sendMessage: runtimeSendMessage(), queueUrl: env.TOCSIN_DEAD_LETTER_QUEUE_URL }),
    world,
    reload,
    now: systemNow,
    latest: systemTomorrow,
    telemetry,
  });
}
