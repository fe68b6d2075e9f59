/** What is switched off, or reshapes what passes, by a field that is no part of the deployment. */
import { type Change, type Mutation, rewritten, withInputs } from "./mutation.ts";

const added =
  (path: "target" | "metricTransformation" | "deploymentTargets", fields: object): Change =>
  (inputs) => ({
    ...inputs,
    [path]: { ...Object(inputs[path]), ...fields },
  });

/** The title, the resource, and what becomes of it; each is caught by the one check. */
const rows: readonly (readonly [title: string, resource: string, change: Change])[] = [
  ["a rule is disabled", "IngestAcmRule", withInputs({ state: "DISABLED" })],
  ["a mapping is disabled", "IngestAcmMapping", withInputs({ enabled: false })],
  ["a schedule is disabled", "ReviewSchedule", withInputs({ state: "DISABLED" })],
  ["a schedule ends", "ReviewSchedule", withInputs({ endDate: "2026-12-31T00:00:00Z" })],
  ["a schedule is of a time zone", "DigestSchedule", withInputs({ scheduleExpressionTimezone: "Pacific/Apia" })],
  ["a schedule is tried for a minute", "DigestSchedule", added("target", { retryPolicy: { maximumRetryAttempts: 0 } })],
  ["a queue's mapping filters", "OncallMapping", withInputs({ filterCriteria: { filters: [{ pattern: "{}" }] } })],
  ["the stream's mapping filters more", "AnnounceMapping", rewritten("INSERT", "REMOVE")],
  ["a target is given a part of the event", "IngestAcmTarget", withInputs({ inputPath: "$.detail" })],
  ["a target is given something else", "IngestAcmTarget", withInputs({ input: "{}" })],
  ["records of the stream grow too old", "AnnounceMapping", withInputs({ maximumRecordAgeInSeconds: 60 })],
  ["a queue delays", "OncallQueueQueue", withInputs({ delaySeconds: 900 })],
  ["a queue takes small messages only", "OncallQueueQueue", withInputs({ maxMessageSize: 1024 })],
  [
    "a dead-letter queue refuses its queue",
    "OncallDlqQueue",
    withInputs({ redriveAllowPolicy: '{"redrivePermission":"denyAll"}' }),
  ],
  ["a function is in a network", "OncallFunction", withInputs({ vpcConfig: { subnetIds: ["subnet-1"] } })],
  [
    "a function's runtime is told more",
    "OncallFunction",
    rewritten('"variables":{', '"variables":{"NODE_OPTIONS":"--import=x",'),
  ],
  ["an alarm's actions are off", "OncallDlqAlarm", withInputs({ actionsEnabled: false })],
  ["mails of alarms are filtered", "AlarmMail0", withInputs({ filterPolicy: '{"x":["y"]}' })],
  [
    "the filter of the heartbeats matches nothing",
    "HeartbeatsByRegion",
    withInputs({ pattern: '{ $.region = "nowhere" }' }),
  ],
  ["heartbeats count for nothing", "HeartbeatsByRegion", added("metricTransformation", { value: "0" })],
  [
    "one account alone is a member",
    "MembersInstances",
    added("deploymentTargets", { accounts: ["444455556666"], accountFilterType: "INTERSECTION" }),
  ],
];

const inTime = "an alarm rings in time";

export const shapeMutations: readonly Mutation[] = [
  ...rows.map(
    ([title, resource, change]) =>
      [title, resource, change, "every field is one that somebody thought of", resource] as const,
  ),
  ["an alarm waits for a day", "OncallDlqAlarm", withInputs({ evaluationPeriods: 1440 }), inTime, "OncallDlqAlarm"],
  ["an alarm rings at an age of years", "OncallAgeAlarm", withInputs({ threshold: 1e8 }), inTime, "OncallAgeAlarm"],
  ["an alarm rings at every event", "OncallAgeAlarm", withInputs({ threshold: 1 }), inTime, "OncallAgeAlarm"],
  [
    "review is missed after a week",
    "ReviewRunsAlarm",
    withInputs({ period: 86_400, evaluationPeriods: 7 }),
    inTime,
    "ReviewRunsAlarm",
  ],
  ["the digest stops unnoticed", "DigestRunsAlarm", undefined, "what falls silent rings", "DigestSchedule"],
];
