/** Policies that let in others, or not who sends; that deny, or serve others. */
import { type Change, caughtBy, type Mutation, rewritten } from "./mutation.ts";

/** One more statement, which denies everybody everything. */
const denying: Change = (inputs) => {
  const policy = JSON.parse(String(inputs.policy));
  policy.Statement.push({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" });
  return { ...inputs, policy: JSON.stringify(policy) };
};

export const policyMutations: readonly Mutation[] = [
  ...caughtBy("a policy lets in who sends, and nobody else", [
    [
      "a queue takes from a rule of another region",
      "IngestAcmPolicy",
      rewritten("events:eu-central-1", "events:us-east-1"),
    ],
    ["a queue takes from a rule of the default bus", "IngestAcmPolicy", rewritten("rule/tocsin-prod-bus/", "rule/")],
    [
      "a queue's policy is of a queue in another region",
      "IngestAcmPolicy",
      rewritten("sqs:eu-central-1", "sqs:us-east-1"),
    ],
    ["no policy lets EventBridge log", "HeartbeatsLogPolicy", undefined, "LogResourcePolicy"],
    [
      "EventBridge logs the events of another rule",
      "HeartbeatsLogPolicy",
      rewritten("rule/tocsin-prod-bus/tocsin-prod-heartbeats", "rule/tocsin-prod-bus/tocsin-prod-member-alarms"),
    ],
    [
      "a stream of the log is made on a condition that AWS does not document",
      "HeartbeatsLogPolicy",
      rewritten(
        '"logs:CreateLogStream",',
        '"logs:CreateLogStream","Condition":{"StringEquals":{"aws:SourceAccount":"1"}},',
      ),
    ],
    [
      "the bus lets in on a condition that nobody meets",
      "BusPolicy",
      rewritten('"StringEquals":{', '"StringEquals":{"aws:PrincipalAccount":"111122223333",'),
    ],
    ...(
      ["BusPolicy", "IngestAcmPolicy", "OncallDlqPolicy", "TopicPolicy", "AlarmsPolicy", "ReportsPolicy"] as const
    ).map((policy) => [`${policy} denies everybody everything`, policy, denying] as const),
    [
      "a dead-letter queue does not take from its rule",
      "IngestAcmDlqPolicy",
      rewritten(
        'OneSender","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage',
        'OneSender","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:ReceiveMessage',
      ),
    ],
    ["anyone may put events", "BusPolicy", rewritten("aws:PrincipalOrgID", "aws:Whatever")],
    [
      "any role of the organization may put events",
      "BusPolicy",
      rewritten("role/tocsin-prod-forward-us-east-1", "role/*"),
    ],
    [
      "a queue takes from any rule",
      "IngestAcmPolicy",
      rewritten("rule/tocsin-prod-bus/tocsin-prod-ingest-acm", "rule/*"),
    ],
    ["who has no organization may put events", "BusPolicy", rewritten('"StringEquals"', '"StringEqualsIfExists"')],
    [
      "who sends to a queue may also read it",
      "IngestAcmPolicy",
      rewritten('"Action":"sqs:SendMessage"', '"Action":["sqs:SendMessage","sqs:ReceiveMessage"]'),
    ],
    ["a rule sends by another service", "IngestAcmPolicy", rewritten("events.amazonaws.com", "sns.amazonaws.com")],
    [
      "any account's alarms are published",
      "AlarmsPolicy",
      rewritten("cloudwatch:eu-central-1:111122223333:alarm", "cloudwatch:eu-central-1:*:alarm"),
    ],
    ["a queue takes from every service's anything", "IngestAcmPolicy", rewritten("aws:SourceArn", "aws:SourceAccount")],
    ["a topic takes what comes without TLS", "TopicPolicy", rewritten("aws:SecureTransport", "aws:Whatever")],
    ["a queue refuses but one thing without TLS", "IngestAcmPolicy", rewritten("sqs:*", "sqs:DeleteQueue")],
    ["a queue has no policy", "ReviewDlqPolicy", undefined, "ReviewDlqQueue"],
  ]),
  ...caughtBy("the key serves services for this account only", [
    ["the key denies everybody everything", "Key", denying],
    [
      "the key serves another account",
      "Key",
      rewritten('"aws:SourceAccount":"111122223333"', '"aws:SourceAccount":"444455556666"'),
    ],
    [
      "the key refuses the archive",
      "Key",
      rewritten(
        '"kms:ReEncryptFrom","kms:ReEncryptTo"],"Resource":"*","Condition":{"StringEquals"',
        '"kms:Decrypt"],"Resource":"*","Condition":{"StringEquals"',
      ),
    ],
    [
      "the key asks for a source account where EventBridge publishes to the alarm topic",
      "Key",
      rewritten(
        '"kms:EncryptionContext:aws:sns:topicArn":"arn:aws:sns:eu-central-1:111122223333:tocsin-prod-alarms"',
        '"aws:SourceAccount":"111122223333"',
      ),
    ],
    ["the key serves the alarms of another topic", "Key", rewritten(":tocsin-prod-alarms", ":tocsin-prod-alerts")],
    ["the key serves any topic", "Key", rewritten(':tocsin-prod-alerts"', ':*"')],
    ["the key serves another bus", "Key", rewritten("event-bus/tocsin-prod-bus", "event-bus/default")],
    [
      "the key may be looked at only with an encryption context, which that request has not",
      "Key",
      rewritten(
        '"kms:DescribeKey","Resource":"*"',
        '"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:aws:events:event-bus:arn":"x"}}',
      ),
    ],
    ["the key serves any account", "Key", rewritten("aws:SourceAccount", "aws:Whatever")],
  ]),
];
