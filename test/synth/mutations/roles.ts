/** Roles that allow too much, too little, or it elsewhere; functions that are given something else. */
import { type Change, caughtBy, type Mutation, rewritten, withInputs } from "./mutation.ts";

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

export const roleMutations: readonly Mutation[] = [
  ...caughtBy("no policy allows an action by wildcard", [
    ["a role may do everything to the table", "IngestAcmRole", rewritten("dynamodb:PutItem", "dynamodb:*")],
  ]),
  ...caughtBy("no role has a managed policy", [
    [
      "a role has AWS's managed policy",
      "OncallRole",
      withInputs({ managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }),
    ],
  ]),
  ...caughtBy("each function has a role of its own", [
    [
      "a function takes another's role",
      "OncallFunction",
      withInputs({ role: "arn:aws:iam::111122223333:role/tocsin-prod-review" }),
    ],
  ]),
  ...caughtBy("nothing is of another account or region", [
    ["a queue is under another account's key", "OncallQueueQueue", rewritten("111122223333:key", "444455556666:key")],
    ["a target is in another region", "IngestAcmTarget", rewritten("sqs:eu-central-1", "sqs:us-east-1")],
  ]),
  ...caughtBy("a role allows what its function needs, where it needs it", [
    [
      "oncall may put to every table",
      "OncallRole",
      rewritten(
        `"dynamodb:UpdateItem"],"Resource":["${arn("dynamodb", "table/tocsin-prod-alerts")}"]`,
        `"dynamodb:UpdateItem"],"Resource":["${arn("dynamodb", "table/*")}"]`,
      ),
    ],
    [
      "oncall may send to all of the stage's queues",
      "OncallRole",
      allowing("sqs:SendMessage", arn("sqs", "tocsin-prod-*")),
    ],
    [
      "oncall writes to another's dead letters",
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
    ["the directory may move accounts", "DirectoryRole", allowing("organizations:MoveAccount", "*")],
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
        '"Action":["dynamodb:BatchGetItem",',
        '"Condition":{"StringEquals":{"aws:PrincipalTag/x":["y"]}},"Action":["dynamodb:BatchGetItem",',
      ),
    ],
    [
      "a role allows all but one action",
      "OncallRole",
      saying({ Effect: "Allow", NotAction: "iam:DeleteRole", Resource: "*" }),
    ],
    [
      "a schedule writes to another's dead letters",
      "DigestSchedulerRole",
      rewritten("tocsin-prod-digest-dlq", "tocsin-prod-review-dlq"),
    ],
    ["a role may delete", "IngestAcmRole", rewritten("dynamodb:PutItem", "dynamodb:DeleteItem")],
    [
      "a role may publish to every topic",
      "AnnounceRole",
      rewritten(
        '"sns:Publish"],"Resource":["arn:aws:sns:eu-central-1:111122223333:tocsin-prod-alerts"]',
        '"sns:Publish"],"Resource":["*"]',
      ),
    ],
    ["a role decrypts by every service", "ReviewRole", rewritten("kms:ViaService", "kms:CallerAccount")],
    [
      "a schedule may not run its function",
      "ReviewSchedulerRole",
      rewritten("function:tocsin-prod-review", "function:tocsin-prod-digest"),
    ],
  ]),
  ...caughtBy("a role allows what its function needs, where it needs it", [
    [
      "a webhook's function reads every stage's secrets",
      "DeliverWebhookRole",
      rewritten("secret:tocsin/prod/*", "secret:tocsin/*"),
    ],
    [
      "a webhook's function publishes what people read",
      "DeliverWebhookRole",
      allowing("sns:Publish", arn("sns", "tocsin-prod-pages")),
    ],
    [
      "a webhook's function reads the parameters of callbacks",
      "DeliverWebhookRole",
      rewritten("parameter/tocsin/prod/callback-slack/*", "parameter/tocsin/prod/callback-none/*"),
    ],
    [
      "a webhook's function reads the secrets of PagerDuty's channels",
      "DeliverWebhookRole",
      rewritten("secret:tocsin/prod/pagerduty/*", "secret:tocsin/prod/none/*"),
    ],
    [
      "PagerDuty's function reads the secrets of other channels",
      "DeliverPagerdutyRole",
      rewritten("parameter/tocsin/prod/pagerduty/*", "parameter/tocsin/prod/*"),
    ],
    [
      "mails are from whatever the account may send from",
      "DeliverEmailRole",
      rewritten("ses:FromAddress", "ses:Recipients"),
    ],
    ["mails are of every identity", "DeliverEmailRole", rewritten("identity/alerts.example.com", "identity/*")],
    [
      "another function sends mails",
      "OncallRole",
      allowing("ses:SendEmail", arn("ses", "identity/alerts.example.com")),
    ],
    ["the timer publishes announcements", "ReviewRole", rewritten(":tocsin-prod-alarms", ":tocsin-prod-alerts")],
    [
      "text messages are sent by what another account shares",
      "DeliverSmsRole",
      rewritten(
        "arn:aws:sms-voice:eu-central-1:111122223333:phone-number/*",
        "arn:aws:sms-voice:eu-central-1:*:phone-number/*",
      ),
    ],
    ["who sends text messages calls, too", "DeliverSmsRole", allowing("sms-voice:SendVoiceMessage", "*")],
    ["who calls reads the numbers of text messages", "DeliverVoiceRole", rewritten("prod/voice/*", "prod/*")],
    [
      "what Amazon Q posts is published among what people subscribe to",
      "DeliverAmazonQRole",
      rewritten("tocsin-prod-chat", "tocsin-prod-pages"),
    ],
    [
      "pages are published to every topic",
      "DeliverSnsRole",
      rewritten("sns:eu-central-1:111122223333:tocsin-prod-pages", "sns:eu-central-1:111122223333:tocsin-prod-*"),
    ],
  ]),
  ...caughtBy("a secret is read by who delivers with it alone", [
    [
      "oncall reads a parameter of the stage",
      "OncallRole",
      allowing("ssm:GetParameter", arn("ssm", "parameter/tocsin/prod/*")),
    ],
    [
      "another kind of channel reads a secret of the stage",
      "DeliverSnsRole",
      allowing("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:tocsin/prod/*")),
    ],
  ]),
  ...caughtBy("a role is assumed by its service alone", [
    [
      "a role is assumed on a condition that nobody meets",
      "OncallRole",
      rewritten(
        '"Action":"sts:AssumeRole"',
        '"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}',
      ),
    ],
    [
      "the account assumes a role, as by SST's default",
      "ReviewRole",
      rewritten(
        '{"Service":"lambda.amazonaws.com"}',
        '{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::111122223333:root"}',
      ),
    ],
    [
      "the scheduler of another account assumes the role",
      "ReviewSchedulerRole",
      rewritten("aws:SourceAccount", "aws:SourceArn"),
    ],
  ]),
  ...caughtBy("a function is given what it works with, and nothing else", [
    [
      "a function is given another stage's secrets",
      "DeliverWebhookFunction",
      rewritten('"TOCSIN_SECRETS_PATH":"tocsin/prod"', '"TOCSIN_SECRETS_PATH":"tocsin/dev"'),
    ],
    [
      "digest is given the topic of the alarms",
      "DigestFunction",
      rewritten("sns:eu-central-1:111122223333:tocsin-prod-alerts", "sns:eu-central-1:111122223333:tocsin-prod-alarms"),
    ],
    [
      "a source is given another's dead letters",
      "IngestAcmFunction",
      rewritten("tocsin-prod-ingest-acm-dlq", "tocsin-prod-ingest-ssm-dlq"),
    ],
    [
      "a function's runtime loads something else",
      "OncallFunction",
      rewritten('"variables":{', '"variables":{"NODE_OPTIONS":"--import=x",'),
    ],
  ]),
];
