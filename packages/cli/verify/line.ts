/**
 * What only AWS can confirm of a deployment, line by line: docs/deploy.md has them in a table that is made of these, and `tocsin verify`
 * prints each by its name.
 */
export interface Line {
  /** What it is that only AWS can confirm. */
  readonly confirms: string;
  /** What `tocsin verify` goes by; nothing, where nothing that it could read shows it. */
  readonly by?: string;
  /** What shows it, where nothing that can be read does. */
  readonly instead?: string;
}

const declared = {
  bus: {
    confirms:
      "that AWS accepts the bus, under the stack's key, and a policy that admits only the forwarding roles of one organization",
    by: "the bus, its key, and the conditions of its policy",
  },
  archive: { confirms: "that it archives the bus's events under that key", by: "the state of the archive" },
  rules: {
    confirms: "that it accepts the pattern of each rule, and sends matching events to the rule's queue",
    by: "each rule's state, pattern and target",
  },
  queues: {
    confirms: "that it accepts each queue as written",
    by: "each queue's key, and its dead-letter queue",
  },
  "dead-letters": {
    confirms: "that nothing fails on its way, for example for lack of a permission",
    by: "how many messages lie in each dead-letter queue",
  },
  functions: {
    confirms: "that Lambda creates each function, and decrypts its environment with the grant that the creation makes",
    by: "each function's state, and its key",
  },
  mappings: {
    confirms: "that Lambda may read each queue and the table's stream",
    by: "the state of each event source mapping, and the result of its last batch",
  },
  errors: {
    confirms:
      "that functions have all permissions that they need: to read the table through `kms:ViaService`, and to use the queues, the topics and the secrets",
    by: "how often each function ran and failed within two days",
  },
  schedules: { confirms: "that the scheduler accepts the schedules", by: "the state of each schedule" },
  table: {
    confirms: "that it accepts the table, with its indexes, its stream and its recovery",
    by: "the table's state, indexes, stream, expiry, recovery and key",
  },
  key: {
    confirms: "that it accepts the key's policy, and that AWS services have made their grants",
    by: "the key's state and rotation, and whether DynamoDB and Lambda have grants",
  },
  topics: {
    confirms: "that it accepts the topics and their policies",
    by: "each topic's key, and whether its policy refuses requests without TLS",
  },
  "alarm-mails": {
    confirms: "that alarms about Tocsin reach somebody",
    by: "whether a subscription to the alarm topic is confirmed",
  },
  pages: {
    confirms: "that SNS delivers messages of the topic of readable texts as mails and text messages",
    by: "whether a subscription to it is confirmed, if the policy has a channel of type `sns`; only a drill shows that a message arrives",
  },
  chat: {
    confirms: "that Amazon Q posts messages of the topic of custom notifications in a chat",
    by: "whether Amazon Q is subscribed to it, if the policy has a channel of type `amazon-q`; only a drill shows that a message arrives",
  },
  alarms: {
    confirms: "that CloudWatch accepts the alarms",
    by: "whether they exist, who hears of them, and which of them ring",
  },
  dashboard: { confirms: "that CloudWatch accepts the dashboard", by: "whether it exists" },
  counts: {
    confirms: "that the dashboard's searches find the functions' metrics",
    by: "whether a metric that `directory` writes every hour was found within two days",
  },
  members: {
    confirms: "that a delegated administrator can create and use the StackSet",
    by: "the state of the StackSet and of each instance; the security account must have an instance",
  },
  forwarding: {
    confirms:
      "that AWS sets `aws:PrincipalArn`, on which the bus's policy relies, for events that a member's rule forwards, and that a schedule on a member's default bus may have the central bus as its target",
    by: "whether members' heartbeats arrived from each region within two days",
  },
  policy: {
    confirms: "that somebody is told",
    by: "whether a policy was pushed, whether the stage is live, and which destinations accept nothing",
  },
  heartbeat: {
    confirms:
      "that a monitor outside accepts the [heartbeat](operations.md#when-tocsin-itself-stops) as its documentation says",
    by: "whether it accepted one within two days, if the policy has a monitor",
  },
  drill: {
    confirms: "that an event reaches a person",
    by: "a [drill](operations.md#drill-is-a-destination-reached) to the destination that `--drill-to` names; this is the only check that does not just read",
  },
  secrets: {
    confirms: "that functions may read secrets under the stack's key through Parameter Store and Secrets Manager",
    instead: "a drill to a webhook with a stored secret",
  },
  deployment: {
    confirms:
      "that AWS accepts all other policies, names and limits, and that `sst deploy` accepts the configuration: so far they are only checked against documented limits",
    instead: "a deployment",
  },
  commands: {
    confirms:
      "that the `aws` commands of this page and of `tocsin doctor` work: they were compared with AWS's references, but never run. The same holds for the answers to `doctor` and `verify`, which a local server gives in their tests. It is not known whether a member may read the event selectors of its organization's trail, and whether CloudTrail accepts a further selector as `doctor` proposes",
    instead: "running them",
  },
  costs: {
    confirms: "that the deployer's permissions above suffice, and that a bill shows the costs above",
    instead: "a deployment, and its bill",
  },
  adoption: {
    confirms:
      "that Pulumi takes over table, bucket and key as described: the synthesis only shows that it is asked to import exactly these three",
    instead: "a preview of that deployment",
  },
  macie: {
    confirms:
      "whether a Macie administrator receives its members' events. This is undocumented, so all members forward Macie's events, and a finding is one alert either way",
    instead: "a finding of Macie in a member",
  },
  characters: {
    confirms:
      "what EventBridge does with an event that contains U+FFFE or U+FFFF, which SQS refuses. If it does not escape these characters, neither the source's queue nor its dead-letter queue accepts the event; the archive has it, and you can send it from a file with `tocsin backfill`",
    instead: "such an event",
  },
  refusals: {
    confirms:
      "that the SQS client and the KMS client of the Lambda runtime work inside a function ([ADR 4](adr/0004-sqs-client-from-the-runtime.md))",
    instead: "the first event that a function refuses: its dead letter has the reason",
  },
  links: {
    confirms:
      "that [links](links.md) work through a function URL or an HTTP API: requests and answers were only tried in the documented format and on a laptop, and KMS's answer with a server of the tests. Nobody has seen how a mail program shows such a long link",
    instead: "an acknowledgement from a message",
  },
  mails: {
    confirms:
      "that [mails](channels/email.md) work with Amazon SES: the permission to send, the sandbox, the DKIM signatures, how mail programs show and thread the HTML, and that SES's events about bounces have the documented format. A server of the tests gave SES's answers, and the events are invented",
    instead:
      "a drill to a channel of type `email`, and one to a channel whose address is `bounce@simulator.amazonses.com`",
  },
  callbacks: {
    confirms:
      "what Slack and PagerDuty [send back](callbacks.md), and that Slack accepts the answer: both were tried only in the documented format, signed by a sender of the tests; which agent PagerDuty names in an acknowledgement; whether the first press after a pause is answered within Slack's three seconds; what PagerDuty's REST API answers when Tocsin asks it: a server of the tests answers as documented",
    instead: "a button pressed in a drill's message; an acknowledgement of a drill's incident",
  },
  syncBack: {
    confirms:
      "that [GuardDuty and Security Hub](operations.md#what-follows-in-other-services) let the administrator end findings of members with exactly the role's permissions: a server of the tests gave their answers",
    instead: "an alert of a sample finding that is resolved, and the finding in the archive of GuardDuty",
  },
  siem: {
    confirms:
      "that [Security Hub](siem.md#security-hub) accepts findings as documented, even if a call may only set the workflow status: a server of the tests gave its answers; and that a SIEM reads the [events](siem.md#ocsf), which were only checked against the schema of OCSF",
    instead:
      "a finding of Tocsin's product in Security Hub; an event in the SIEM; dead letters of either have the reason",
  },
} as const satisfies Record<string, Line>;

export type LineName = keyof typeof declared;

export const lines: Readonly<Record<LineName, Line>> = declared;
