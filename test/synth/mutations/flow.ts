/** What is switched off, filtered, cut or given up by a field that is no part of the deployment. */
import { caughtBy, type Mutation, rewritten, withInputs } from "./mutation.ts";

export const flowMutations: readonly Mutation[] = [
  ...caughtBy("nothing is switched off", [
    ["a rule is disabled", "IngestAcmRule", withInputs({ state: "DISABLED" })],
    ["a rule is disabled as of old", "IngestAcmRule", withInputs({ isEnabled: false })],
    ["a mapping is disabled", "IngestAcmMapping", withInputs({ enabled: false })],
    ["a schedule is disabled", "ReviewSchedule", withInputs({ state: "DISABLED" })],
    ["a schedule begins later", "ReviewSchedule", withInputs({ startDate: "2036-12-31T00:00:00Z" })],
    ["a schedule ends", "ReviewSchedule", withInputs({ endDate: "2026-12-31T00:00:00Z" })],
    ["a schedule is of a time zone", "DigestSchedule", withInputs({ scheduleExpressionTimezone: "Pacific/Apia" })],
    ["an alarm's actions are off", "OncallDlqAlarm", withInputs({ actionsEnabled: false })],
  ]),
  ...caughtBy("events pass whole", [
    ["a target is given a part of the event", "IngestAcmTarget", withInputs({ inputPath: "$.detail" })],
    ["a target is given something else", "IngestAcmTarget", withInputs({ input: "{}" })],
    ["a target is given a text", "IngestAcmTarget", withInputs({ inputTransformer: { inputTemplate: "it happened" } })],
    ["a queue's mapping filters", "OncallMapping", withInputs({ filterCriteria: { filters: [{ pattern: "{}" }] } })],
    ["the stream's mapping filters more", "AnnounceMapping", rewritten("INSERT", "REMOVE")],
    ["the mails of alarms are fewer", "AlarmMail0", withInputs({ filterPolicy: '{"x":["y"]}' })],
    ["mails of alarms are filtered", "AlarmMail0", withInputs({ filterPolicy: '{"x":["y"]}' })],
  ]),
  ...caughtBy("a queue takes whatever comes, at once", [
    ["a queue delays", "OncallQueueQueue", withInputs({ delaySeconds: 900 })],
    ["a queue takes small messages only", "OncallQueueQueue", withInputs({ maxMessageSize: 1024 })],
    [
      "a dead-letter queue refuses its queue",
      "OncallDlqQueue",
      withInputs({ redriveAllowPolicy: '{"redrivePermission":"denyAll"}' }),
    ],
  ]),
  ...caughtBy("nothing is given up early", [
    ["a target is tried once", "IngestAcmTarget", withInputs({ retryPolicy: { maximumRetryAttempts: 0 } })],
    ["records of the stream grow too old", "AnnounceMapping", withInputs({ maximumRecordAgeInSeconds: 60 })],
    ["an invocation waits for a minute", "ReviewInvocations", withInputs({ maximumEventAgeInSeconds: 60 })],
    ["a schedule is tried once", "DigestSchedule", rewritten('"maximumRetryAttempts":3', '"maximumRetryAttempts":0')],
    [
      "a schedule is tried for a minute",
      "DigestSchedule",
      rewritten('"maximumEventAgeInSeconds":3600', '"maximumEventAgeInSeconds":60'),
    ],
  ]),
];
