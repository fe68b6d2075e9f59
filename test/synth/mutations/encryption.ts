/** What is not under the stack's key, and a key that does not serve. */
import { caughtBy, type Mutation, rewritten, withInputs, without } from "./mutation.ts";

export const encryptionMutations: readonly Mutation[] = [
  ...caughtBy("everything is encrypted with the stack's key", [
    ["the table is under AWS's key", "AlertsTable", without("serverSideEncryption")],
    ["a queue is under SQS's key", "OncallDlqQueue", without("kmsMasterKeyId")],
    ["the topic is not encrypted", "TopicTopic", without("kmsMasterKeyId")],
    ["the archive is not encrypted", "Archive", without("kmsKeyIdentifier")],
    ["logs are not encrypted", "DigestLogGroup", without("kmsKeyId")],
    ["the bucket is under S3's key", "ReportsEncryption", undefined, "ReportsBucket"],
  ]),
  ...caughtBy("no bucket can be made public", [
    ["the bucket may be made public", "ReportsPublicAccessBlock", undefined, "ReportsBucket"],
  ]),
  ...caughtBy("the key serves who needs it", [
    ["the account may not repair the key", "Key", rewritten('"kms:PutKeyPolicy",', "")],
    [
      "a log is of a name that the key is not for",
      "HeartbeatsLog",
      withInputs({ name: "/aws/vendedlogs/tocsin-prod-heartbeats" }),
      "Key",
    ],
  ]),
  ...caughtBy("there is one key, and it rotates", [
    ["the key never rotates", "Key", withInputs({ enableKeyRotation: false })],
  ]),
];
