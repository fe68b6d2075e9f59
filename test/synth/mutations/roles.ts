/** Roles that allow too much, too little, or it elsewhere; functions that are told something else. */
import { type Change, type Mutation, rewritten } from "./mutation.ts";

const allows = "a role allows what its function needs, where it needs it";
const told = "a function is told what it works with";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

/** One more statement in the role's only policy. */
const saying =
  (statement: object): Change =>
  (inputs) => {
    const [inline] = inputs.inlinePolicies as readonly { readonly policy: string }[];
    const policy = JSON.parse(inline?.policy ?? "");
    policy.Statement.push(statement);
    return { ...inputs, inlinePolicies: [{ ...inline, policy: JSON.stringify(policy) }] };
  };

const allowing = (action: string, resource: string, more: object = {}): Change =>
  saying({ Effect: "Allow", Action: action, Resource: resource, ...more });

/** The title, the role, and what becomes of it; each is caught by the one check. */
const rows: readonly (readonly [title: string, role: string, change: Change])[] = [
  [
    "oncall may put to every table",
    "OncallRole",
    rewritten(
      `"dynamodb:PutItem"],"Resource":["${arn("dynamodb", "table/tocsin-prod-alerts")}"]`,
      `"dynamodb:PutItem"],"Resource":["${arn("dynamodb", "table/*")}"]`,
    ),
  ],
  [
    "oncall may send to all of the stage's queues",
    "OncallRole",
    allowing("sqs:SendMessage", arn("sqs", "tocsin-prod-*")),
  ],
  [
    "oncall buries among another's dead letters",
    "OncallRole",
    rewritten("tocsin-prod-oncall-dlq", "tocsin-prod-ingest-acm-dlq"),
  ],
  [
    "a source may read another's queue",
    "IngestAcmRole",
    allowing("sqs:ReceiveMessage", arn("sqs", "tocsin-prod-ingest-ssm")),
  ],
  [
    "a source may write to a table that is not there",
    "IngestAcmRole",
    rewritten("table/tocsin-prod-alerts", "table/tocsin-prod-alarms"),
  ],
  [
    "digest may write to every bucket",
    "DigestRole",
    rewritten("arn:aws:s3:::tocsin-prod-reports-111122223333/*", "arn:aws:s3:::*/*"),
  ],
  ["digest publishes to the alarms", "DigestRole", rewritten(':tocsin-prod-alerts"]', ':tocsin-prod-alarms"]')],
  [
    "digest may query another index",
    "DigestRole",
    allowing("dynamodb:Query", arn("dynamodb", "table/tocsin-prod-alerts/index/account")),
  ],
  ["a role uses every key", "ReviewRole", rewritten("key/Key", "key/*")],
  [
    "a role is denied what it needs",
    "OncallRole",
    saying({ Effect: "Deny", Action: "dynamodb:PutItem", Resource: "*" }),
  ],
  [
    "a role allows on a condition that nobody meets",
    "OncallRole",
    rewritten(
      '"Action":["dynamodb:PutItem"]',
      '"Condition":{"StringEquals":{"aws:PrincipalTag/x":["y"]}},"Action":["dynamodb:PutItem"]',
    ),
  ],
  [
    "a role allows all but one action",
    "OncallRole",
    saying({ Effect: "Allow", NotAction: "iam:DeleteRole", Resource: "*" }),
  ],
  [
    "a schedule buries among another's dead letters",
    "DigestSchedulerRole",
    rewritten("tocsin-prod-digest-dlq", "tocsin-prod-review-dlq"),
  ],
];

export const roleMutations: readonly Mutation[] = [
  ...rows.map(([title, role, change]) => [title, role, change, allows, role] as const),
  [
    "a role is assumed on a condition that nobody meets",
    "OncallRole",
    rewritten(
      '"Action":"sts:AssumeRole"',
      '"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}',
    ),
    "a role is assumed by its service alone",
    "OncallRole",
  ],
  [
    "digest is told the topic of the alarms",
    "DigestFunction",
    rewritten("sns:eu-central-1:111122223333:tocsin-prod-alerts", "sns:eu-central-1:111122223333:tocsin-prod-alarms"),
    told,
    "DigestFunction",
  ],
  [
    "a source is told another's dead letters",
    "IngestAcmFunction",
    rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-ssm-dlq"),
    told,
    "IngestAcmFunction",
  ],
];
