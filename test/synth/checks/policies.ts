/** What the policies of queues, topics, bus, bucket, log and key say, word for word, by what the graph sends where. */
import { nameIn, nouns } from "@tocsin/aws/names";
import { dnsSuffixOf } from "@tocsin/core/event/arn";
import { rulesOf } from "@tocsin/infra/config";
import { forwarderRole } from "@tocsin/infra/members/member-template";
import { arnOf, at, type Check, encryptionKeys, type Flaw, keyOf, namesOf, ofType, textAt } from "../graph.ts";
import { type Resource, securityAccount } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { differences, type Line, linesIn, linesOf } from "./statements.ts";

/** A kind of resource, the kind of its policy, the field that names the resource in it, the output that stands there, what it must say. */
type Row = readonly [
  type: string,
  policyType: string,
  field: string,
  output: string,
  wanted: (synthesis: Synthesis, subject: Resource) => readonly Line[],
];

const rows: readonly Row[] = [
  ["sqs/queue:Queue", "sqs/queuePolicy:QueuePolicy", "queueUrl", "url", queueLines],
  ["sns/topic:Topic", "sns/topicPolicy:TopicPolicy", "arn", "arn", topicLines],
  ["cloudwatch/eventBus:EventBus", "cloudwatch/eventBusPolicy:EventBusPolicy", "eventBusName", "name", busLines],
  ["s3/bucket:Bucket", "s3/bucketPolicy:BucketPolicy", "bucket", "bucket", bucketLines],
];

export const policiesSayWhatTheyMust: Check = (synthesis) => [
  ...rows.flatMap(([type, policyType, field, output, wanted]) =>
    ofType(synthesis, type).flatMap((subject): readonly Flaw[] => {
      const policies = ofType(synthesis, policyType).filter(
        (policy) => textAt(policy, field) === subject.outputs[output],
      );
      const [policy] = policies;
      if (policy === undefined || policies.length > 1)
        return [{ resource: subject.name, problem: `has ${policies.length} policies, of which the last one wins` }];
      return differences(policy, linesIn(at(policy, "policy")), wanted(synthesis, subject).flatMap(linesOf));
    }),
  ),
  ...logPolicyFlaws(synthesis),
];

/** One policy serves all logs that rules write to. */
function logPolicyFlaws(synthesis: Synthesis): readonly Flaw[] {
  const wanted = logLines(synthesis).flatMap(linesOf);
  const policies = ofType(synthesis, "cloudwatch/logResourcePolicy:LogResourcePolicy");
  if (policies.length === 0 && wanted.length > 0) return [{ resource: "LogResourcePolicy", problem: "is not there" }];
  return policies.flatMap((policy) => differences(policy, linesIn(at(policy, "policyDocument")), wanted));
}

/** One sender: the rule that has the queue for its target or its dead letters, the topic, or the bus. */
function queueLines(synthesis: Synthesis, queue: Resource): readonly Line[] {
  return [
    ...sendersTo(synthesis, queue).map((sender) => ({
      who: [sender.type.startsWith("aws:sns/") ? "sns.amazonaws.com" : "events.amazonaws.com"],
      does: ["sqs:SendMessage"],
      to: [arnOf(queue)],
      when: { ArnEquals: { "aws:SourceArn": arnOf(sender) } },
    })),
    onlyByTls("sqs:*", arnOf(queue)),
  ];
}

function sendersTo(synthesis: Synthesis, queue: Resource): readonly Resource[] {
  const names = (resource: Resource, ...paths: readonly string[]) =>
    paths.some((path) => arnIn(textAt(resource, path)) === arnOf(queue));
  const targets = ofType(synthesis, "cloudwatch/eventTarget:EventTarget")
    .filter((target) => names(target, "arn", "deadLetterConfig.arn"))
    .map((target) => textAt(target, "rule"));
  const topics = ofType(synthesis, "sns/topicSubscription:TopicSubscription")
    .filter((subscription) => names(subscription, "endpoint", "redrivePolicy"))
    .map((subscription) => textAt(subscription, "topic"));
  return [
    ...ofType(synthesis, "cloudwatch/eventRule:EventRule").filter((rule) => targets.includes(textAt(rule, "name"))),
    ...ofType(synthesis, "sns/topic:Topic").filter((topic) => topics.includes(arnOf(topic))),
    ...ofType(synthesis, "cloudwatch/eventBus:EventBus").filter((bus) => names(bus, "deadLetterConfig.arn")),
  ];
}

/** An ARN by itself, or the one that a redrive policy names. */
const arnIn = (text: string): string => (text.startsWith("{") ? JSON.parse(text).deadLetterTargetArn : text);

/** Alarms of this stage and rules of the bus publish to the topic that they name; to the other one only whom IAM lets. */
function topicLines(synthesis: Synthesis, topic: Resource): readonly Line[] {
  const allow = { does: ["sns:Publish"], to: [arnOf(topic)] };
  const [, partition, , region, account] = arnOf(topic).split(":");
  const alarms = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${textAt(topic, "name").replace(/-\w+$/, "")}-*`;
  const when = { ArnLike: { "aws:SourceArn": alarms } };
  return [
    ...(isRung(synthesis, topic) ? [{ ...allow, who: ["cloudwatch.amazonaws.com"], when }] : []),
    ...rulesOn(synthesis, arnOf(topic)).map((rule) => ({
      ...allow,
      who: ["events.amazonaws.com"],
      when: { ArnEquals: { "aws:SourceArn": arnOf(rule) } },
    })),
    onlyByTls("sns:Publish", arnOf(topic)),
  ];
}

const isRung = (synthesis: Synthesis, topic: Resource): boolean =>
  ofType(synthesis, "cloudwatch/metricAlarm:MetricAlarm").some(
    (alarm) => textAt(alarm, "alarmActions.0") === arnOf(topic),
  );

/** The organization's forwarding rules put events, in whichever account. */
function busLines(synthesis: Synthesis, bus: Resource): readonly Line[] {
  const { config } = synthesis;
  const { prefix } = namesOf(synthesis);
  const [, partition] = arnOf(bus).split(":");
  const { rolePath } = rulesOf(config);
  const forwarders = config.regions.map(
    (region) => `arn:${partition}:iam::*:${forwarderRole(prefix, region, rolePath)}`,
  );
  return [
    {
      who: ["*"],
      does: ["events:PutEvents"],
      to: [arnOf(bus)],
      when: {
        StringEquals: { "aws:PrincipalOrgID": config.organizationId },
        ArnLike: { "aws:PrincipalArn": forwarders },
      },
    },
  ];
}

function bucketLines(_synthesis: Synthesis, bucket: Resource): readonly Line[] {
  return [arnOf(bucket), `${arnOf(bucket)}/*`].map((arn) => onlyByTls("s3:*", arn));
}

/** A rule that has a log for its target writes to it, by either of the names that EventBridge writes under; a stream is made for none. */
const logLines = (synthesis: Synthesis): readonly Line[] =>
  ofType(synthesis, "cloudwatch/logGroup:LogGroup").flatMap((log) => {
    const writers = { who: ["events.amazonaws.com", "delivery.logs.amazonaws.com"], to: [`${arnOf(log)}:*`] };
    return rulesOn(synthesis, arnOf(log)).flatMap((rule) => [
      { ...writers, does: ["logs:CreateLogStream"] },
      { ...writers, does: ["logs:PutLogEvents"], when: { ArnEquals: { "aws:SourceArn": arnOf(rule) } } },
    ]);
  });

function rulesOn(synthesis: Synthesis, arn: string): readonly Resource[] {
  const rules = ofType(synthesis, "cloudwatch/eventTarget:EventTarget")
    .filter((target) => textAt(target, "arn") === arn)
    .map((target) => textAt(target, "rule"));
  return ofType(synthesis, "cloudwatch/eventRule:EventRule").filter((rule) => rules.includes(textAt(rule, "name")));
}

const onlyByTls = (action: string, arn: string): Line => ({
  effect: "Deny",
  who: ["*"],
  does: [action],
  to: [arn],
  when: { Bool: { "aws:SecureTransport": "false" } },
});

/** Services use the key for this account's queues, the alarm topic, the bus and the logs of this stage, and the account's policies decide the rest. */
export const keyPolicySaysWhatItMust: Check = (synthesis) =>
  encryptionKeys(synthesis).flatMap((key) => {
    const [, partition = "", , region] = arnOf(key).split(":");
    const names = namesOf(synthesis);
    const { prefix } = names;
    const suffix = dnsSuffixOf(partition);
    // A key that an organization brings is to serve the topic for SIEMs too, once the configuration asks for it.
    const ocsf = `arn:${partition}:sns:${region}:${securityAccount}:${nameIn(names, nouns.ocsf)}`;
    const topics = new Set([...ofType(synthesis, "sns/topic:Topic").map(arnOf), ocsf]);
    const log = (kind: string) => `arn:${partition}:logs:${region}:${securityAccount}:log-group:${kind}/${prefix}-*`;
    const account = { StringEquals: { "aws:SourceAccount": securityAccount } };
    const encrypting = (context: string, type: string, of: (resource: Resource) => boolean = () => true) => ({
      StringEquals: { [`kms:EncryptionContext:${context}`]: ofType(synthesis, type).filter(of).map(arnOf) },
    });
    const can = (...actions: readonly string[]) => ({ does: actions.map((action) => `kms:${action}`), to: ["*"] });
    const wanted = [
      { who: ["events.amazonaws.com"], ...can("Decrypt", "GenerateDataKey"), when: account },
      {
        who: ["sns.amazonaws.com"],
        ...can("Decrypt", "GenerateDataKey"),
        when: { ArnEquals: { "aws:SourceArn": [...topics] } },
      },
      {
        who: ["cloudwatch.amazonaws.com", "events.amazonaws.com"],
        ...can("Decrypt", "GenerateDataKey"),
        when: encrypting("aws:sns:topicArn", "sns/topic:Topic", (topic) => isRung(synthesis, topic)),
      },
      {
        who: ["events.amazonaws.com"],
        ...can("Decrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"),
        when: encrypting("aws:events:event-bus:arn", "cloudwatch/eventBus:EventBus"),
      },
      { who: ["events.amazonaws.com"], ...can("DescribeKey") },
      {
        who: [`logs.${region}.${suffix}`],
        ...can("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"),
        when: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": ["/aws/lambda", "/aws/events"].map(log) } },
      },
      {
        who: [`logs.${region}.${suffix}`],
        ...can("ReEncryptFrom", "ReEncryptTo"),
        when: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": ["/aws/lambda", "/aws/events"].map(log) } },
      },
    ];
    // Which actions the account decides about is a list of KMS's; that it decides about the vital ones another check sees to.
    const own = new RegExp(`^Allow arn:${partition}:iam::${securityAccount}:root kms:\\w+ \\*$`);
    const found = linesIn(at(key, "policy")).filter((line) => !own.test(line));
    // S3 uses the key of reports elsewhere in the name of who writes or reads them.
    return differences(key, found, arnOf(key) === keyOf(synthesis) ? wanted.flatMap(linesOf) : []);
  });
