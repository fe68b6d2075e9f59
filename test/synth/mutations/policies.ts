/** Policies whose ARNs differ somewhere but in the name, that deny, or that serve others; dead letters that are another's. */
import { type Change, type Mutation, rewritten } from "./mutation.ts";

const lets = "a policy lets in who sends, and nobody else";
const serves = "the key serves services for this account only";
const buries = "everything buries in its own dead-letter queue";

/** One more statement, which denies everybody everything. */
const denying: Change = (inputs) => {
  const policy = JSON.parse(String(inputs.policy));
  policy.Statement.push({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" });
  return { ...inputs, policy: JSON.stringify(policy) };
};

export const policyMutations: readonly Mutation[] = [
  [
    "a queue takes from a rule of another region",
    "IngestAcmPolicy",
    rewritten("events:eu-central-1", "events:us-east-1"),
    lets,
    "IngestAcmPolicy",
  ],
  [
    "a queue takes from a rule of the default bus",
    "IngestAcmPolicy",
    rewritten("rule/tocsin-prod-bus/", "rule/"),
    lets,
    "IngestAcmPolicy",
  ],
  [
    "a queue's policy is of a queue in another region",
    "IngestAcmPolicy",
    rewritten("sqs:eu-central-1", "sqs:us-east-1"),
    lets,
    "IngestAcmPolicy",
  ],
  ...(["BusPolicy", "IngestAcmPolicy", "OncallDlqPolicy", "TopicPolicy", "AlarmsPolicy", "ReportsPolicy"] as const).map(
    (policy): Mutation => [`${policy} denies everybody everything`, policy, denying, lets, policy],
  ),
  ["no policy lets EventBridge log", "HeartbeatsLogPolicy", undefined, lets, "LogResourcePolicy"],
  [
    "EventBridge logs the events of another rule",
    "HeartbeatsLogPolicy",
    rewritten("rule/tocsin-prod-bus/tocsin-prod-heartbeats", "rule/tocsin-prod-bus/tocsin-prod-member-alarms"),
    lets,
    "HeartbeatsLogPolicy",
  ],
  [
    "the bus lets in on a condition that nobody meets",
    "BusPolicy",
    rewritten('"StringEquals":{', '"StringEquals":{"aws:PrincipalAccount":"111122223333",'),
    lets,
    "BusPolicy",
  ],
  ["the key denies everybody everything", "Key", denying, serves, "Key"],
  [
    "the key serves another account",
    "Key",
    rewritten('"aws:SourceAccount":"111122223333"', '"aws:SourceAccount":"444455556666"'),
    serves,
    "Key",
  ],
  [
    "the account may not repair the key",
    "Key",
    rewritten('"kms:PutKeyPolicy",', ""),
    "the key serves who needs it",
    "Key",
  ],
  [
    "a target is in another region",
    "IngestAcmTarget",
    rewritten("sqs:eu-central-1", "sqs:us-east-1"),
    "nothing is of another account or region",
    "IngestAcmTarget",
  ],
  [
    "a queue is its own dead-letter queue",
    "IngestAcmQueueQueue",
    rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-acm"),
    buries,
    "IngestAcmQueueQueue",
  ],
  [
    "a queue has another source's dead-letter queue",
    "IngestAcmQueueQueue",
    rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-ssm-dlq"),
    buries,
    "IngestAcmQueueQueue",
  ],
];
