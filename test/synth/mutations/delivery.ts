/** Dead letters that are lost, and retries that lose or repeat. */
import { caughtBy, type Mutation, rewritten, withInputs, without } from "./mutation.ts";

export const deliveryMutations: readonly Mutation[] = [
  ...caughtBy("every hop has a dead-letter queue that keeps for 14 days", [
    ["a rule's target loses its dead-letter queue", "IngestAcmTarget", without("deadLetterConfig")],
    ["a queue loses its redrive", "IngestSsmQueueQueue", without("redrivePolicy")],
    ["a dead-letter queue is removed", "OncallDlqQueue", undefined, "OncallQueueQueue"],
    [
      "a dead-letter queue keeps for the default of four days",
      "AnnounceDlqQueue",
      without("messageRetentionSeconds"),
      "AnnounceMapping",
    ],
    ["the stream has no failure destination", "AnnounceMapping", without("destinationConfig")],
    ["a schedule has no dead-letter queue", "ReviewSchedule", rewritten('"deadLetterConfig"', '"none"')],
    ["what a scheduled function fails at goes nowhere", "DigestInvocations", undefined, "DigestFunction"],
    ["the bus has no dead-letter queue", "BusBus", without("deadLetterConfig")],
  ]),
  ...caughtBy("no queue forgets within 14 days", [
    ["a queue forgets in the default of four days", "IngestAcmQueueQueue", without("messageRetentionSeconds")],
  ]),
  ...caughtBy("every dead-letter queue has an alarm that reaches somebody", [
    ["a dead-letter queue has no alarm", "IngestMacieDlqAlarm", undefined, "IngestMacieDlqQueue"],
    ["nobody is subscribed to the alarms", "AlarmMail0", undefined, "BusDlqQueue"],
  ]),
  ...caughtBy("every alarm reaches somebody", [
    ["an alarm has no action", "ReviewDlqAlarm", withInputs({ alarmActions: [] })],
    [
      "CloudWatch may not publish to the topic of the alarms",
      "AlarmsPolicy",
      rewritten("cloudwatch.amazonaws.com", "budgets.amazonaws.com"),
      "OncallAgeAlarm",
    ],
    ["the alarms go to what is no address", "AlarmMail0", withInputs({ endpoint: "security" }), "OncallAgeAlarm"],
  ]),
  ...caughtBy("a queue's visibility outlasts its function sixfold", [
    ["a queue is visible again too soon", "OncallQueueQueue", withInputs({ visibilityTimeoutSeconds: 359 })],
  ]),
  ...caughtBy("only what failed of a batch is delivered again", [
    ["a whole batch is delivered again", "IngestSsmMapping", without("functionResponseTypes")],
  ]),
  ...caughtBy("the stream gives up what keeps failing", [
    ["the stream retries for ever", "AnnounceMapping", withInputs({ maximumRetryAttempts: -1 })],
    ["the stream does not halve", "AnnounceMapping", without("bisectBatchOnFunctionError")],
  ]),
  ...caughtBy("everything dead-letters to a queue of its own", [
    [
      "a queue is its own dead-letter queue",
      "IngestAcmQueueQueue",
      rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-acm"),
    ],
    [
      "a queue has another source's dead-letter queue",
      "IngestAcmQueueQueue",
      rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-ssm-dlq"),
    ],
  ]),
];
