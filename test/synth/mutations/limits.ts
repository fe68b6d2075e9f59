/** Names and documents that AWS refuses. */
import { caughtBy, type Mutation, rewritten, withInputs } from "./mutation.ts";

export const limitMutations: readonly Mutation[] = [
  ...caughtBy("AWS takes the names", [
    ["a name is longer than EventBridge takes", "Archive", withInputs({ name: "tocsin-prod-".padEnd(49, "x") })],
    ["a bucket has a capital letter", "ReportsBucket", withInputs({ bucket: "tocsin-Prod-reports-111122223333" })],
  ]),
  ...caughtBy("AWS takes the documents", [
    [
      "a pattern is longer than EventBridge takes",
      "IngestAcmRule",
      withInputs({ eventPattern: JSON.stringify({ source: ["x".repeat(2048)] }) }),
    ],
    [
      "a pattern of all members is longer than EventBridge takes",
      "Members",
      rewritten('"EventPattern":{', `"EventPattern":{"account":["${"x".repeat(2048)}"],`),
    ],
    [
      "a pattern of the members alone is longer than EventBridge takes",
      "Members",
      (inputs) => {
        const template = JSON.parse(String(inputs.templateBody));
        template.Resources.ForwardGuardduty.Properties.EventPattern["Fn::If"][2].account = ["x".repeat(2048)];
        return { ...inputs, templateBody: JSON.stringify(template) };
      },
    ],
  ]),
];
