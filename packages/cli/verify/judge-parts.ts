/** The parts of a stage that are deployed, one by one: as they are against as they should be. */
import type { StageFacts } from "@tocsin/aws/deployed/stage";
import { judgeArchive, judgeBus, judgeRule, judgeTopic } from "./judge-bus.ts";
import {
  judgeDeadLetters,
  judgeErrors,
  judgeFunction,
  judgeMappings,
  judgeQueue,
  judgeSchedule,
} from "./judge-functions.ts";
import { judgeKey, judgeTable } from "./judge-table.ts";
import { judgedAs, judgedPart, THE_STAGE, type VerifyResult } from "./verify-result.ts";

export function judgeParts(facts: StageFacts, prefix: string): readonly VerifyResult[] {
  const keyArn = facts.key.known ? facts.key.value?.arn : undefined;
  const stage = (check: VerifyResult["check"]) => ({ check, where: THE_STAGE });
  return [
    judgedPart(stage("bus"), facts.bus, (bus) => judgeBus(bus, keyArn)),
    judgedPart(stage("archive"), facts.archive, judgeArchive),
    ...[...facts.rules].map(([where, rule]) =>
      judgedPart({ check: "rules", where }, rule, (found) => judgeRule(where, found, prefix, facts.account)),
    ),
    ...[...facts.queues].map(([where, queue]) =>
      judgedPart({ check: "queues", where }, queue, (found) => judgeQueue(where, found, keyArn)),
    ),
    ...[...facts.deadLetters].map(([where, queue]) =>
      judgedPart({ check: "dead-letters", where }, queue, (found) => judgeDeadLetters(where, found)),
    ),
    ...[...facts.functions].map(([where, fn]) =>
      judgedPart({ check: "functions", where }, fn, (found) => judgeFunction(found, keyArn)),
    ),
    ...[...facts.mappings].map(([where, mappings]) =>
      judgedAs({ check: "mappings", where }, mappings, (found) => judgeMappings(found)),
    ),
    ...[...facts.functions.keys()].map((where) =>
      judgedAs({ check: "errors", where }, facts.sums, (sums) => judgeErrors(where, sums, prefix)),
    ),
    ...[...facts.schedules].map(([where, state]) => judgedPart({ check: "schedules", where }, state, judgeSchedule)),
    judgedPart(stage("table"), facts.table, (table) => judgeTable(table, keyArn)),
    judgedPart(stage("key"), facts.key, (key) => judgeKey(key, prefix, facts.functions)),
    ...[...facts.topics].map(([where, topic]) =>
      judgedPart({ check: "topics", where }, topic, (found) => judgeTopic(found, keyArn)),
    ),
  ];
}
