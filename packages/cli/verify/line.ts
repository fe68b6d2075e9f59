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
      "that AWS takes the bus, under the stack's key, and a policy that lets in nobody but the forwarding roles of one organization",
    by: "the bus, its key, and the conditions of its policy",
  },
  archive: { confirms: "that it archives what the bus takes under that key", by: "the state of the archive" },
  rules: {
    confirms: "that it takes the pattern of each rule, and sends what matches to its queue",
    by: "each rule's state, pattern and target",
  },
  queues: {
    confirms: "that it takes each queue as it is written",
    by: "each queue's key, and where it puts what failed too often",
  },
  "dead-letters": {
    confirms: "that nothing fails on its way, as for want of a permission",
    by: "how many messages lie in each dead-letter queue",
  },
  functions: {
    confirms: "that Lambda makes each function, and decrypts its environment by the grant that its making gives it",
    by: "each function's state, and its key",
  },
  mappings: {
    confirms: "that Lambda may read each queue and the table's stream",
    by: "the state of what feeds each function, and what became of its last batch",
  },
  errors: {
    confirms:
      "that functions may do all that they do: read the table through `kms:ViaService`, use the queues, the topics and the secrets",
    by: "how often each function ran and failed within two days",
  },
  schedules: { confirms: "that the scheduler takes what runs by the clock", by: "the state of each schedule" },
  table: {
    confirms: "that it takes the table, with its indexes, its stream and its recovery",
    by: "the table's state, indexes, stream, expiry, recovery and key",
  },
  key: {
    confirms: "that it takes the key's policy, and that services have the grants that they make for themselves",
    by: "the key's state and rotation, and whether DynamoDB and Lambda have grants",
  },
  topics: {
    confirms: "that it takes the topics and their policies",
    by: "each topic's key, and that its policy refuses what comes without TLS",
  },
  "alarm-mails": {
    confirms: "that alarms about Tocsin reach somebody",
    by: "whether a subscription to the alarm topic is confirmed",
  },
  pages: {
    confirms: "that SNS delivers by mail and as text messages what is published to the topic of readable texts",
    by: "whether a subscription to it is confirmed, where the policy has a channel of type `sns`; that one arrives, a drill shows",
  },
  chat: {
    confirms: "that Amazon Q posts in a chat what is published to the topic of custom notifications",
    by: "whether it is subscribed to it, where the policy has a channel of type `amazon-q`; that a message is there, a drill shows",
  },
  alarms: {
    confirms: "that CloudWatch takes the alarms",
    by: "whether they are there, who hears of them, and which of them ring",
  },
  dashboard: { confirms: "that CloudWatch takes the dashboard", by: "whether it is there" },
  counts: {
    confirms: "that its searches find what the functions count",
    by: "whether what `directory` counts by the hour was found within two days",
  },
  members: {
    confirms: "that the StackSet works when it is called as delegated administrator",
    by: "the StackSet's state, and each of its instances; the security account itself must be among them",
  },
  forwarding: {
    confirms:
      "that AWS sets `aws:PrincipalArn` for events that a member's rule forwards, which the bus's policy relies on, and lets a schedule of a member's default bus have the central bus as its target",
    by: "whether heartbeats of members came from each region within two days",
  },
  policy: {
    confirms: "that somebody is told",
    by: "whether a policy was pushed, whether the stage is live, and which destinations take nothing",
  },
  heartbeat: {
    confirms:
      "that a monitor outside takes the [heartbeat](operations.md#when-tocsin-itself-stops) as its documentation says",
    by: "whether it took one within two days, where the policy has one",
  },
  drill: {
    confirms: "that an event goes all the way to a person",
    by: "a [drill](operations.md#drill-is-a-destination-reached) to the destination that `--drill-to` names; the only thing that is not just read",
  },
  secrets: {
    confirms: "that functions may read secrets under the stack's key by way of Parameter Store and Secrets Manager",
    instead: "a drill to a webhook whose secret is there",
  },
  deployment: {
    confirms:
      "that it takes every other policy, name and limit as written, and `sst deploy` the configuration: they are checked against the documented limits alone",
    instead: "a deployment",
  },
  commands: {
    confirms:
      "the `aws` commands of this page and of `tocsin doctor`: they were held against AWS's references, and none was run; so were the answers that `doctor` and `verify` go by, which a local server gives in their tests. Whether a member may read the event selectors of its organization's trail, and whether CloudTrail takes an added selector beside others as `doctor` proposes, is not known",
    instead: "running them",
  },
  costs: {
    confirms: "that the deployer's permissions above suffice, and that the costs are what a bill says",
    instead: "a deployment, and its bill",
  },
  adoption: {
    confirms:
      "that Pulumi takes over table, bucket and key as described: the synthesis shows that it is asked to import these three, and nothing else",
    instead: "a preview of that deployment",
  },
  macie: {
    confirms:
      "whether a Macie administrator receives its members' events: undocumented, so Macie is forwarded from everywhere, and one finding is one alert either way",
    instead: "a finding of Macie in a member",
  },
  characters: {
    confirms:
      "what EventBridge does with an event that holds U+FFFE or U+FFFF, which SQS refuses. If it does not escape them, neither the source's queue nor its dead-letter queue takes the event; the archive has it, and a file of it can be sent with `tocsin backfill`",
    instead: "such an event",
  },
  refusals: {
    confirms:
      "the SQS client of the runtime inside a function ([ADR 4](adr/0004-sqs-client-from-the-runtime.md)), and the KMS client likewise",
    instead: "the first event that a function refuses: its dead letter has the reason",
  },
  links: {
    confirms:
      "[links](links.md) by way of a function URL or an HTTP API: their requests and answers were tried in the documented format and on a laptop, KMS's answer by a server of the tests; nor how a mail program shows so long a link",
    instead: "an acknowledgement from a message",
  },
  mails: {
    confirms:
      "[mails](channels/email.md) by Amazon SES: the permission to send, the sandbox, the signatures of DKIM, how mail programs show the HTML and thread it, and that what SES says of a bounce comes in the documented form: a server of the tests gave its answers, and the events are invented",
    instead: "a drill to a channel of mails, and one whose address is `bounce@simulator.amazonses.com`",
  },
  callbacks: {
    confirms:
      "what Slack and PagerDuty [send back](callbacks.md), and that Slack takes the answer: both were tried in the documented format, signed by a sender of the tests; which agent PagerDuty names of an acknowledgement; how long the first press after a pause takes, of which Slack waits for three seconds; what PagerDuty's REST API answers where it is asked instead, of which a server of the tests plays the documentation",
    instead: "a press of a button in a drill's message; an acknowledgement of a drill's incident",
  },
  syncBack: {
    confirms:
      "that [GuardDuty and Security Hub](operations.md#what-follows-in-other-services) let the administrator end findings of members, by the rights of the role and no others: the tests gave their answers",
    instead: "an alert of a sample finding that is resolved, and the finding in the archive of GuardDuty",
  },
  siem: {
    confirms:
      "that [Security Hub](siem.md#security-hub) takes findings as documented, also where a call may set the workflow status and nothing else: a server of the tests gave its answers; and that a SIEM reads the [events](siem.md#ocsf), which were held against the schema of OCSF",
    instead:
      "a finding of Tocsin's product in Security Hub; an event in the SIEM; dead letters of either have the reason",
  },
} as const satisfies Record<string, Line>;

export type LineName = keyof typeof declared;

export const lines: Readonly<Record<LineName, Line>> = declared;
