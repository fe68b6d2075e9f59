/**
 * Functions that hear of alerts, each through a queue of its own: for SIEMs, and to tell services what a person resolved. Each is made only
 * if the configuration asks for it.
 */
import { nouns, type SiemKind, SYNC_BACK } from "@tocsin/aws/names";
import type { SyncedService } from "@tocsin/core/alert/synced";
import { announcementsOnly, resolutionsOnly } from "@tocsin/core/transition/announcement";
import { subscriberSettings } from "@tocsin/lambda/deployment/settings";
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

type SubscriberNoun = SiemKind | typeof SYNC_BACK;

const extrasOf: Readonly<Record<SubscriberNoun, () => FunctionExtras>> = {
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
        setWorkflowOf(arnOf("securityhub", "hub/default")),
        onTable("BatchGetItem"),
        decryptBy("dynamodb"),
      ],
    };
  },
  [SYNC_BACK]() {
    return {
      environment: { TOCSIN_ALERTS_TABLE: table.name, TOCSIN_SYNC_BACK: synced.join(",") },
      permissions: [
        ...synced.flatMap((service) => permissionsIn[service]()),
        onTable("BatchGetItem"),
        decryptBy("dynamodb"),
      ],
    };
  },
};

const synced = config.syncBack ?? [];

/** In whichever a finding is. */
const inEachRegion = { region: "*" };

const permissionsIn: Readonly<Record<SyncedService, () => FunctionExtras["permissions"]>> = {
  guardduty: () => [
    // It has no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonguardduty.html
    { actions: ["guardduty:ListDetectors"], resources: ["*"] },
    { actions: ["guardduty:ArchiveFindings"], resources: [arnOf("guardduty", "detector/*", inEachRegion)] },
  ],
  securityhub: () => [setWorkflowOf(arnOf("securityhub", "hub/default", inEachRegion), ["RESOLVED", "NEW"])],
};

/**
 * It cannot be restricted to a product: it covers all of the account's findings, but only their workflow status.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
 */
function setWorkflowOf(hub: $util.Output<string>, only: readonly string[] = []) {
  const withheld = withheldFields.map((field) => ({
    test: "Null",
    variable: `securityhub:ASFFSyntaxPath/${field}`,
    values: ["true"],
  }));
  const status = {
    test: "StringEquals",
    variable: "securityhub:ASFFSyntaxPath/Workflow.Status",
    values: [...only],
  };
  return {
    actions: ["securityhub:BatchUpdateFindings"],
    resources: [hub],
    conditions: only.length === 0 ? withheld : [...withheld, status],
  };
}

/** Everything that `BatchUpdateFindings` can change, except the workflow status. */
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

export const subscribers = [...(config.siem ?? []), ...(synced.length > 0 ? ([SYNC_BACK] as const) : [])].map(
  deploySubscriber,
);

function deploySubscriber(noun: SubscriberNoun) {
  const work = createQueue(noun, subscriberSettings);
  const sender = { service: "sns.amazonaws.com", arn: topic.arn } as const;
  const policies = [
    protectQueue(noun, work.queue, sender),
    // Messages that SNS cannot send there go to the queue's own dead letters.
    protectQueue(`${noun}-dlq`, work.deadLetters, sender),
  ];
  const { environment, permissions } = extrasOf[noun]();
  const fn = deployFunction(noun, {
    timeoutSeconds: subscriberSettings.timeoutSeconds,
    environment: { TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url, ...environment },
    permissions: [mayConsume(work), mayDeadLetter(work), encryptBy("sqs"), ...permissions],
  });
  consume(noun, work, fn, subscriberSettings, CONCURRENCY);
  new aws.sns.TopicSubscription(
    `${logical(noun)}Subscription`,
    {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: work.queue.arn,
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify(noun === SYNC_BACK ? resolutionsOnly : announcementsOnly),
      redrivePolicy: $util.jsonStringify({ deadLetterTargetArn: work.deadLetters.arn }),
    },
    { dependsOn: policies },
  );
  return { noun, fn, ...work };
}
