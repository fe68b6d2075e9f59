/** What happens unnoticed, too late or too often. */
import { caughtBy, type Mutation, withInputs } from "./mutation.ts";

export const alarmMutations: readonly Mutation[] = [
  ...caughtBy("what waits too long raises an alarm", [
    ["a queue's age raises no alarm", "OncallAgeAlarm", undefined, "OncallMapping"],
    ["the stream's age raises no alarm", "AnnounceAgeAlarm", undefined, "AnnounceMapping"],
  ]),
  ...caughtBy("what is owed to somebody raises an alarm", [
    ["nobody hears of what is owed", "NotificationsOwedAlarm", undefined, "ReviewFunction"],
    [
      "an alarm is of what another function counts",
      "NotificationsOwedAlarm",
      withInputs({ dimensions: { service: "digest", reason: "owed" } }),
      "ReviewFunction",
    ],
  ]),
  ...caughtBy("what falls silent raises an alarm", [
    ["review stops unnoticed", "ReviewRunsAlarm", undefined, "ReviewSchedule"],
    ["a region falls silent unnoticed", "HeartbeatsUsEast-1Alarm", undefined, "MembersInstances"],
    ["the directory stops unnoticed", "DirectoryRunsAlarm", undefined, "DirectorySchedule"],
    ["the digest stops unnoticed", "DigestRunsAlarm", undefined, "DigestSchedule"],
  ]),
  ...caughtBy("an alarm means what it says", [
    ["an alarm takes silence for health", "ReviewRunsAlarm", withInputs({ treatMissingData: "notBreaching" })],
    ["an alarm takes an age for a sum", "IngestAcmAgeAlarm", withInputs({ statistic: "Sum" })],
    ["an alarm looks back for longer than CloudWatch does", "ReviewRunsAlarm", withInputs({ evaluationPeriods: 97 })],
    ["an alarm does not say when it is over", "OncallDlqAlarm", withInputs({ okActions: [] })],
  ]),
  ...caughtBy("an alarm is raised in time", [
    ["an alarm waits for a day", "OncallDlqAlarm", withInputs({ evaluationPeriods: 1440 })],
    ["an alarm is raised at an age of years", "OncallAgeAlarm", withInputs({ threshold: 1e8 })],
    ["what is owed is noticed after a day", "NotificationsOwedAlarm", withInputs({ threshold: 86_400 })],
    ["an alarm is raised by every event", "OncallAgeAlarm", withInputs({ threshold: 1 })],
    ["review is missed after a week", "ReviewRunsAlarm", withInputs({ period: 86_400, evaluationPeriods: 7 })],
    ["an alarm is of a metric without bounds", "OncallDlqAlarm", withInputs({ metricName: "SentMessageSize" })],
  ]),
];
