/** Names and documents that AWS refuses. */
import { caughtBy, type Mutation, withInputs } from "./mutation.ts";

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
  ]),
];
