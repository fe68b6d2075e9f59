/** Functions that run otherwise than agreed, and what they leave behind. */
import { caughtBy, type Mutation, rewritten, withInputs, without } from "./mutation.ts";

export const operationMutations: readonly Mutation[] = [
  ...caughtBy("logs end", [
    ["logs are kept for ever", "OncallLogGroup", without("retentionInDays")],
    [
      "a function logs to a group that Lambda makes",
      "OncallFunction",
      withInputs({ loggingConfig: { logFormat: "JSON" } }),
    ],
  ]),
  ...caughtBy("functions run on arm64 and nodejs24.x, traced, with JSON logs", [
    ["a function runs on x86", "ReviewFunction", withInputs({ architectures: ["x86_64"] })],
    ["a function runs on another Node", "ReviewFunction", withInputs({ runtime: "nodejs22.x" })],
    ["a function is not traced", "ReviewFunction", without("tracingConfig")],
    ["a function logs lines of text", "ReviewFunction", rewritten('"logFormat":"JSON"', '"logFormat":"Text"')],
    ["a function is in a network", "OncallFunction", withInputs({ vpcConfig: { subnetIds: ["subnet-1"] } })],
    [
      "a function runs the code of a layer",
      "OncallFunction",
      withInputs({ layers: ["arn:aws:lambda:eu-central-1:111122223333:layer:x:1"] }),
    ],
  ]),
  ...caughtBy("no queue takes all of the account's concurrency", [
    ["a mapping takes all of the account's concurrency", "OncallMapping", without("scalingConfig")],
  ]),
  ...caughtBy("no two resources share a name", [
    ["two queues have one name", "OncallDlqQueue", withInputs({ name: "tocsin-prod-oncall" })],
  ]),
];
