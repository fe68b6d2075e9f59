/** What alerts are written to for SIEMs: made only where the configuration asks for it. Each is told of them by a queue of its own. */
import { nouns, type SiemKind } from "@tocsin/aws/names";
import { announcementsOnly } from "@tocsin/core/transition/announcement";
import { siemSettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy, encryptBy, keyArn } from "../encryption.ts";
import { deployFunction } from "../functions/function.ts";
import { createQueue, protectQueue } from "../functions/queue.ts";
import type { FunctionExtras } from "../functions/secrets.ts";
import { consume, mayConsume, mayDeadLetter } from "../functions/work.ts";
import { account, arnOf, config, logical, named, prefix } from "../place.ts";
import { denyInsecureTransport, policyOf } from "../policy.ts";
import { onTable, table } from "../table.ts";
import { topic } from "../topic.ts";

/** Security Hub takes ten calls a second, of all of an account's products. */
const CONCURRENCY = 2;

const extrasOf: Readonly<Record<SiemKind, () => FunctionExtras>> = {
  ocsf() {
    const events = createOcsfTopic();
    return {
      environment: { TOCSIN_OCSF_TOPIC_ARN: events.arn },
      permissions: [{ actions: ["sns:Publish"], resources: [events.arn] }, encryptBy("sns")],
    };
  },
  "security-hub"() {
    const product = arnOf("securityhub", $interpolate`product/${account}/default`);
    return {
      environment: { TOCSIN_ALERTS_TABLE: table.name, TOCSIN_PRODUCT_ARN: product, TOCSIN_PREFIX: prefix },
      permissions: [
        { actions: ["securityhub:BatchImportFindings"], resources: [product] },
        // It knows no product: of the account's findings whichever, but nothing except their workflow status.
        // https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
        {
          actions: ["securityhub:BatchUpdateFindings"],
          resources: [arnOf("securityhub", "hub/default")],
          conditions: withheldFields.map((field) => ({
            test: "Null",
            variable: `securityhub:ASFFSyntaxPath/${field}`,
            values: ["true"],
          })),
        },
        onTable("BatchGetItem"),
        decryptBy("dynamodb"),
      ],
    };
  },
};

/** All that `BatchUpdateFindings` changes beside the workflow status. */
const withheldFields = [
  ...["Confidence", "Criticality", "Note.Text", "Note.UpdatedBy", "RelatedFindings", "Severity.Label"],
  ...["Severity.Normalized", "Severity.Product", "Types", "UserDefinedFields", "VerificationState"],
];

function createOcsfTopic(): sst.aws.SnsTopic {
  const events = new sst.aws.SnsTopic("OcsfTopic", {
    transform: {
      topic: (args) => {
        args.name = named(nouns.ocsf);
        args.kmsMasterKeyId = keyArn;
      },
    },
  });
  new aws.sns.TopicPolicy("OcsfTopicPolicy", {
    arn: events.arn,
    policy: policyOf([denyInsecureTransport("sns:Publish", events.arn)]),
  });
  return events;
}

export const siem = (config.siem ?? []).map(deploySiem);

function deploySiem(noun: SiemKind) {
  const work = createQueue(noun, siemSettings);
  const sender = { service: "sns.amazonaws.com", arn: topic.arn } as const;
  const policies = [
    protectQueue(noun, work.queue, sender),
    // What SNS cannot send there lies among the queue's own dead letters.
    protectQueue(`${noun}-dlq`, work.deadLetters, sender),
  ];
  const { environment, permissions } = extrasOf[noun]();
  const fn = deployFunction(noun, {
    timeoutSeconds: siemSettings.timeoutSeconds,
    environment: { TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url, ...environment },
    permissions: [mayConsume(work), mayDeadLetter(work), encryptBy("sqs"), ...permissions],
  });
  consume(noun, work, fn, siemSettings, CONCURRENCY);
  new aws.sns.TopicSubscription(
    `${logical(noun)}Subscription`,
    {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: work.queue.arn,
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify(announcementsOnly),
      redrivePolicy: $util.jsonStringify({ deadLetterTargetArn: work.deadLetters.arn }),
    },
    { dependsOn: policies },
  );
  return { noun, fn, ...work };
}
