/** Alarms and graphs of what nobody measures, and measurements that nobody sees. */
import { caughtBy, type Mutation, rewritten, withInputs } from "./mutation.ts";

export const measureMutations: readonly Mutation[] = [
  ...caughtBy("an alarm watches what is measured", [
    [
      "an alarm watches a queue that is not there",
      "OncallAgeAlarm",
      withInputs({ dimensions: { QueueName: "tocsin-prod-pager" } }),
    ],
    [
      "heartbeats are counted under another name",
      "HeartbeatsByRegion",
      rewritten('"name":"heartbeats"', '"name":"signs"'),
      "HeartbeatsUsEast-1Alarm",
    ],
    [
      "heartbeats of one region alone are counted",
      "HeartbeatsByRegion",
      withInputs({ pattern: '{ $.region = "us-east-1" }' }),
      "HeartbeatsUsEast-1Alarm",
    ],
    [
      "heartbeats count for nothing",
      "HeartbeatsByRegion",
      rewritten('"value":"1"', '"value":"0"'),
      "HeartbeatsUsEast-1Alarm",
    ],
  ]),
  ...caughtBy("the dashboard shows what is measured", [
    ["the dashboard looks for another stage's counts", "Dashboard", rewritten('{\\"Tocsin/prod', '{\\"Tocsin/staging')],
    [
      "the dashboard shows a count that no function makes",
      "Dashboard",
      rewritten('MetricName=\\"observations', 'MetricName=\\"remarks'),
    ],
    [
      "the dashboard shows a metric that SQS has not",
      "Dashboard",
      rewritten("ApproximateAgeOfOldestMessage", "AgeOfOldestMessage"),
    ],
    [
      "the dashboard shows a function that is not there",
      "Dashboard",
      rewritten('FunctionName","tocsin-prod-review', 'FunctionName","tocsin-prod-reviews'),
    ],
  ]),
  ...caughtBy("the dashboard shows what matters", [
    [
      "a count is not shown",
      "Dashboard",
      rewritten('MetricName=\\"reviews', 'MetricName=\\"events'),
      "tocsin-prod-review",
    ],
    [
      "a function counts in another namespace",
      "IngestAcmFunction",
      rewritten("Tocsin/prod", "Tocsin/staging"),
      "tocsin-prod-ingest-acm",
    ],
    [
      "an alarm is not shown",
      "Dashboard",
      rewritten("alarm:tocsin-prod-oncall-dlq", "alarm:tocsin-prod-oncall"),
      "OncallDlqAlarm",
    ],
    ["there is no dashboard", "Dashboard", undefined],
  ]),
];
