/** A role may do what its function calls, on what the function is given, is fed by and dead-letters to: no more, no less, on no condition but these. */
import { nouns, SYNC_BACK } from "@tocsin/aws/names";
import { callbackKinds, callbackOf, pollKinds, pollOf } from "@tocsin/core/policy/channels/callbacks";
import { channelKinds, declaredChannels, digestKinds } from "@tocsin/core/policy/channels/declared-channels";
import { rulesOf } from "@tocsin/infra/config";
import { administeredServices } from "@tocsin/sources/administrators";
import {
  arnOf,
  at,
  type Check,
  type Flaw,
  grantsOf,
  keyOf,
  named,
  namesOf,
  ofType,
  reportKeyOf,
  signingKeys,
  textAt,
} from "../graph.ts";
import { type Resource, securityAccount } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { frontsOf, linkFrontsOf } from "./links.ts";
import { differences, type Line, linesIn, linesOf } from "./statements.ts";

/** What a function uses, as its environment and what feeds it name it; nothing where they name what is not there. */
interface Uses {
  /** `ingest-acm`, whatever the stage. */
  readonly noun: string;
  readonly source: Resource | undefined;
  readonly table: Resource | undefined;
  readonly topic: Resource | undefined;
  /** The queues that its environment names. */
  readonly sendsTo: readonly (Resource | undefined)[];
  readonly bucket: Resource | undefined;
  readonly deadLetters: Resource | undefined;
  /** What links are signed with. */
  readonly linkKey: Resource | undefined;
  /** What its mails may be from, and what they go by; nothing where the configuration has no mails. */
  readonly mails: {
    readonly identity: string | undefined;
    readonly configurationSet: Resource | undefined;
    readonly identityArn: (identity: string) => string;
  };
  /** Whether somebody waits for its answer: then nothing is dead-lettered. */
  readonly isAsked: boolean;
  /** Of a secret below the path that it is given: what its ARN begins with, of either service. */
  readonly secrets: (service: string, kind: string) => string;
  /** The product of Security Hub as which an account writes findings. */
  readonly product: string;
  /** All of a type that this account has in this Region to send by. */
  readonly telephones: (type: string) => string;
}

/** Which of the table's indexes a function queries; which ones the code asks for, no bundle tells. */
const queriedIndexes: Readonly<Record<string, readonly string[]>> = {
  review: ["due", "open", "policy", "review"],
  digest: ["ids", "open", "week"],
  oncall: ["resource"],
};

/** https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html */
const otherFields = [
  ...["Confidence", "Criticality", "Note.Text", "Note.UpdatedBy", "RelatedFindings", "Severity.Label"],
  ...["Severity.Normalized", "Severity.Product", "Types", "UserDefinedFields", "VerificationState"],
];

/** What each of the SDK's commands needs, and to what. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const needs: Readonly<Record<string, (uses: Uses) => Line>> = {
  "dynamodb:BatchGetItem": ({ table }) => ({ does: ["dynamodb:BatchGetItem"], to: [address(table)] }),
  "dynamodb:PutItem": ({ table }) => ({ does: ["dynamodb:PutItem"], to: [address(table)] }),
  "dynamodb:DeleteItem": ({ table }) => ({ does: ["dynamodb:DeleteItem"], to: [address(table)] }),
  "dynamodb:UpdateItem": ({ table }) => ({ does: ["dynamodb:UpdateItem"], to: [address(table)] }),
  // A transaction needs the actions of its parts. All of ours put; that of a next directory also looks whether the policy is the same,
  // and that of on-call adds to numbers and takes out members.
  "dynamodb:TransactWriteItems": ({ noun, table }) => ({
    does: [
      "dynamodb:PutItem",
      ...(noun === "directory" ? ["dynamodb:ConditionCheckItem"] : []),
      ...(noun === "oncall" ? ["dynamodb:DeleteItem", "dynamodb:UpdateItem"] : []),
    ],
    to: [address(table)],
  }),
  ...Object.fromEntries(
    [
      ...["ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots"],
      "ListTagsForResource",
    ].map((operation) => [`organizations:${operation}`, () => ({ does: [`organizations:${operation}`], to: ["*"] })]),
  ),
  "dynamodb:Query": ({ noun, table }) => ({
    does: ["dynamodb:Query"],
    // What is in force, and one alert's history, are read from the table itself.
    to: [address(table), ...(queriedIndexes[noun] ?? []).map((index) => `${address(table)}/index/${index}`)],
  }),
  "ssm:GetParameter": ({ secrets }) => ({ does: ["ssm:GetParameter"], to: [secrets("ssm", "parameter/")] }),
  "secretsmanager:GetSecretValue": ({ secrets }) => ({
    does: ["secretsmanager:GetSecretValue"],
    to: [secrets("secretsmanager", "secret:")],
  }),
  "kms:GenerateMac": ({ linkKey }) => ({ does: ["kms:GenerateMac"], to: [address(linkKey)] }),
  // Of a domain each of its addresses, too: one that is verified by itself goes before it.
  "sesv2:SendEmail": ({ mails: { identity = "", configurationSet, identityArn } }) => {
    const addresses = identity.includes("@") ? identity : `*@${identity}`;
    return {
      does: ["ses:SendEmail"],
      to: [...new Set([identity, addresses])].map(identityArn).concat(address(configurationSet)),
      when: { StringLike: { "ses:FromAddress": addresses } },
    };
  },
  "s3:GetObject": ({ bucket }) => ({ does: ["s3:GetObject"], to: [`${address(bucket)}/*`] }),
  "s3:PutObject": ({ bucket }) => ({ does: ["s3:PutObject"], to: [`${address(bucket)}/*`] }),
  "securityhub:BatchImportFindings": ({ product }) => ({ does: ["securityhub:BatchImportFindings"], to: [product] }),
  // Of any finding, but nothing else than its workflow status; and who tells of what people resolved sets that alone, wherever the finding is.
  "securityhub:BatchUpdateFindings": ({ noun, product }) => {
    const hub = product.replace(/:product\/.*/, ":hub/default");
    const others = Object.fromEntries(otherFields.map((field) => [`securityhub:ASFFSyntaxPath/${field}`, "true"]));
    return noun === SYNC_BACK
      ? {
          does: ["securityhub:BatchUpdateFindings"],
          to: [inEachRegion(hub)],
          when: { Null: others, StringEquals: { "securityhub:ASFFSyntaxPath/Workflow.Status": ["RESOLVED", "NEW"] } },
        }
      : { does: ["securityhub:BatchUpdateFindings"], to: [hub], when: { Null: others } };
  },
  "guardduty:ListDetectors": () => ({ does: ["guardduty:ListDetectors"], to: ["*"] }),
  "guardduty:ArchiveFindings": ({ product }) => ({
    does: ["guardduty:ArchiveFindings"],
    to: [inEachRegion(product.replace(/:securityhub:/, ":guardduty:").replace(/:product\/.*/, ":detector/*"))],
  }),
  "sns:Publish": ({ topic }) => ({ does: ["sns:Publish"], to: [address(topic)] }),
  "sns:PublishBatch": ({ topic }) => ({ does: ["sns:Publish"], to: [address(topic)] }),
  "sms-voice:SendTextMessage": ({ telephones }) => ({
    does: ["sms-voice:SendTextMessage"],
    to: ["configuration-set", "phone-number", "pool", "sender-id"].map(telephones),
  }),
  // Nobody is called by a name.
  "sms-voice:SendVoiceMessage": ({ telephones }) => ({
    does: ["sms-voice:SendVoiceMessage"],
    to: ["configuration-set", "phone-number", "pool"].map(telephones),
  }),
  "sqs:SendMessageBatch": ({ sendsTo }) => ({ does: ["sqs:SendMessage"], to: sendsTo.map(address) }),
  "sqs:SendMessage": ({ deadLetters }) => ({ does: ["sqs:SendMessage"], to: [address(deadLetters)] }),
};

/** What a bundle contains and its function never calls. */
function isUnused({ noun, linkKey, mails }: Uses, command: string): boolean {
  // Where the configuration names nothing to send from, SES refuses every mail.
  if (command === "sesv2:SendEmail") return mails.identity === undefined;
  // Where the configuration says nothing of links, on-call is given no key, and signs none.
  if (noun === "oncall" && command === "kms:GenerateMac") return linkKey === undefined;
  // Endpoint discovery is off unless asked for, and sessions are for directory buckets.
  if (command === "dynamodb:DescribeEndpoints" || command === "s3:CreateSession") return true;
  // It reads alerts by their ids alone.
  if ((noun === "security-hub" || noun === SYNC_BACK) && command === "dynamodb:Query") return true;
  // It writes no findings of its own.
  if (noun === SYNC_BACK && command === "securityhub:BatchImportFindings") return true;
  // It lists silences and reviews, and makes none.
  return noun === "digest" && ["dynamodb:PutItem", "dynamodb:TransactWriteItems"].includes(command);
}

export const rolesAllowWhatIsNeeded: Check = (synthesis) => [
  ...synthesis.functions.flatMap(({ name, handler, commands }) => {
    const fn = named(synthesis, "lambda/function:Function", name);
    const role = fn && named(synthesis, "iam/role:Role", textAt(fn, "role"));
    if (fn === undefined || role === undefined) return [];
    const uses = usesOf(synthesis, fn, nounOf(handler));
    const called = commands
      .filter((command) => !isUnused(uses, command))
      .map((command) => needs[command]?.(uses) ?? { does: [command], to: ["(nobody has said to what)"] });
    return compare(synthesis, role, [
      ...called,
      ...listed(uses, commands),
      ...withheld(uses),
      ...fed(uses),
      ...observed(synthesis, fn),
    ]);
  }),
  ...ofType(synthesis, "scheduler/schedule:Schedule").flatMap((schedule): readonly Flaw[] => {
    const role = named(synthesis, "iam/role:Role", textAt(schedule, "target.roleArn"));
    if (role === undefined) return [{ resource: schedule.name, problem: "has no role of this stack" }];
    const deadLetter = { does: ["sqs:SendMessage"], to: [textAt(schedule, "target.deadLetterConfig.arn")] };
    return compare(synthesis, role, [
      { does: ["lambda:InvokeFunction"], to: [textAt(schedule, "target.arn")] },
      deadLetter,
    ]);
  }),
];

/** Who may not list a bucket is told of a file that is not there that it may not be read. */
function listed({ bucket }: Uses, commands: readonly string[]): readonly Line[] {
  return commands.includes("s3:GetObject") ? [{ does: ["s3:ListBucket"], to: [address(bucket)] }] : [];
}

/** What takes callbacks, and what asks instead. */
const askers: readonly string[] = [...callbackKinds.map(callbackOf), ...pollKinds.map(pollOf)];

/** A webhook goes wherever a policy says, so its function has the secrets of no other kind of channel, nor those of callbacks. */
function withheld({ noun, secrets }: Uses): readonly Line[] {
  const isOfAny = channelKinds.some(
    (kind) => nouns.deliver(kind) === noun && declaredChannels[kind].readsSecrets === "any",
  );
  if (!isOfAny) return [];
  const owned = [...channelKinds.filter((kind) => declaredChannels[kind].readsSecrets === "own"), ...askers];
  return [
    { does: ["ssm:GetParameter"], service: "ssm", kind: "parameter/" },
    { does: ["secretsmanager:GetSecretValue"], service: "secretsmanager", kind: "secret:" },
  ].map(({ does, service, kind }) => {
    const all = secrets(service, kind).slice(0, -1);
    return { effect: "Deny", does, to: owned.map((begin) => `${all}${begin}/*`) };
  });
}

/** What a role says, against these lines and the use of the key that goes with them. */
function compare(synthesis: Synthesis, role: Resource, wanted: readonly Line[]): readonly Flaw[] {
  const inline = at(role, "inlinePolicies");
  const found = (Array.isArray(inline) ? inline : []).flatMap(({ policy }) => linesIn(policy));
  const withKey = [...wanted, ...wanted.flatMap(({ does }) => does.flatMap((action) => keyUses(synthesis, action)))];
  return differences(role, found, withKey.flatMap(linesOf));
}

/** Who reads what is encrypted decrypts, by way of the service; who writes has a data key made, too. */
function keyUses(synthesis: Synthesis, action: string): readonly Line[] {
  const [service = ""] = action.split(":");
  const queue = ofType(synthesis, "sqs/queue:Queue")[0];
  if (!["dynamodb", "s3", "secretsmanager", "sns", "sqs", "ssm"].includes(service)) return [];
  const [, suffix = ""] = /^https:\/\/sqs\.[^.]+\.([^/]+)/.exec(queue?.outputs.url ?? "") ?? [];
  const key = service === "s3" ? reportKeyOf(synthesis) : keyOf(synthesis);
  const region = key.split(":")[3];
  const writes = ["sqs:SendMessage", "sns:Publish", "s3:PutObject"].includes(action);
  const does = ["kms:Decrypt", ...(writes ? ["kms:GenerateDataKey"] : [])];
  return [{ does, to: [key], when: { StringEquals: { "kms:ViaService": `${service}.${region}.${suffix}` } } }];
}

/** What Lambda does in the function's name to feed it, and to dead-letter what it failed at. */
function fed({ source, table, deadLetters, isAsked }: Uses): readonly Line[] {
  if (isAsked) return [];
  const deadLetter = { does: ["sqs:SendMessage"], to: [address(deadLetters)] };
  if (source === undefined) return [deadLetter];
  const to = [textAt(source, "eventSourceArn")];
  if (!isStream(source))
    return [{ does: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], to }, deadLetter];
  return [
    { does: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], to },
    { does: ["dynamodb:ListStreams"], to: [`${address(table)}/stream/*`] },
    deadLetter,
  ];
}

/** Its own log, and its traces, for which X-Ray knows no resource. */
function observed(synthesis: Synthesis, fn: Resource): readonly Line[] {
  const log = named(synthesis, "cloudwatch/logGroup:LogGroup", textAt(fn, "loggingConfig.logGroup"));
  return [
    { does: ["logs:CreateLogStream", "logs:PutLogEvents"], to: [`${address(log)}:*`] },
    { does: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], to: ["*"] },
  ];
}

function usesOf(synthesis: Synthesis, fn: Resource, noun: string): Uses {
  const name = textAt(fn, "name");
  const ofFunction = (type: string) => ofType(synthesis, type).find((one) => textAt(one, "functionName") === name);
  const source = ofFunction("lambda/eventSourceMapping:EventSourceMapping");
  const given = (variable: string) => textAt(fn, `environment.variables.${variable}`);
  return {
    noun,
    source,
    table: named(
      synthesis,
      "dynamodb/table:Table",
      source && isStream(source) ? textAt(source, "eventSourceArn") : given("TOCSIN_ALERTS_TABLE"),
    ),
    topic: named(
      synthesis,
      "sns/topic:Topic",
      [
        "TOCSIN_TOPIC_ARN",
        "TOCSIN_CHAT_TOPIC_ARN",
        "TOCSIN_READABLE_TOPIC_ARN",
        "TOCSIN_ALARM_TOPIC_ARN",
        "TOCSIN_OCSF_TOPIC_ARN",
      ]
        .map(given)
        .find((arn) => arn !== "") ?? "",
    ),
    sendsTo: [
      given("TOCSIN_ONCALL_QUEUE_URL"),
      ...Object.values(JSON.parse(given("TOCSIN_DELIVER_QUEUE_URLS") || "{}")),
    ]
      .filter((url) => url !== "")
      .map((url) => ofType(synthesis, "sqs/queue:Queue").find((queue) => queue.outputs.url === url)),
    bucket: ofType(synthesis, "s3/bucket:Bucket").find(
      (bucket) => textAt(bucket, "bucket") === given("TOCSIN_REPORT_BUCKET"),
    ),
    deadLetters: named(synthesis, "sqs/queue:Queue", `${name}-dlq`),
    linkKey: signingKeys(synthesis).find((key) => arnOf(key) === given("TOCSIN_LINK_KEY_ARN")),
    mails: {
      identity: synthesis.config.email?.identity,
      configurationSet: ofType(synthesis, "sesv2/configurationSet:ConfigurationSet").find(
        (set) => textAt(set, "configurationSetName") === given("TOCSIN_CONFIGURATION_SET"),
      ),
      identityArn: (identity) => `${arnIn(fn, "ses")}:identity/${identity}`,
    },
    isAsked: ofType(synthesis, "lambda/permission:Permission").some((one) => textAt(one, "function") === name),
    secrets: (service, kind) => `${arnIn(fn, service)}:${kind}${given("TOCSIN_SECRETS_PATH")}/${ownSecrets(noun)}*`,
    product: `${arnIn(fn, "securityhub")}:product/${arnOf(fn).split(":")[4]}/default`,
    telephones: (type) => `${arnIn(fn, "sms-voice")}:${type}/*`,
  };
}

function inEachRegion(arn: string): string {
  return arn.split(":").with(3, "*").join(":");
}

/** How an ARN begins of what another service has in a function's region and account. */
function arnIn(fn: Resource, service: string): string {
  const [arn, partition, , region, account] = arnOf(fn).split(":");
  return [arn, partition, service, region, account].join(":");
}

/** What the names of a kind's secrets begin with, where it reads its own alone. */
function ownSecrets(noun: string): string {
  if (askers.some((one) => one === noun)) return `${noun}/`;
  const kind = channelKinds.find((one) => nouns.deliver(one) === noun);
  return kind !== undefined && declaredChannels[kind].readsSecrets === "own" ? `${kind}/` : "";
}

/** What SST and Powertools read; any other variable may be one that the runtime heeds, as `NODE_OPTIONS`, which loads code. */
const othersVariable = /^(SST_\w+|POWERTOOLS_METRICS_NAMESPACE)$/;

/** The security account and those that the configuration names: a further one could speak for every member. */
function administratorsOf({ config }: Synthesis): string {
  return JSON.stringify(
    Object.fromEntries(
      administeredServices.map((service) => [service, [securityAccount, ...(config.administrators?.[service] ?? [])]]),
    ),
  );
}

/** People are shown buttons only where somebody answers. */
const areButtonsAnswered = (synthesis: Synthesis): boolean =>
  frontsOf(synthesis).some(({ fn }) => fn !== undefined && textAt(fn, "name").endsWith(`-${callbackOf("slack")}`));

/** A function is given the one table, the topic of the alerts, the bucket and the dead letters that bear its name. */
export const functionsAreGivenTheirOwn: Check = (synthesis) =>
  synthesis.functions.flatMap(({ name }) => {
    const fn = named(synthesis, "lambda/function:Function", name);
    if (fn === undefined) return [];
    const stack = `${namesOf(synthesis).prefix}-`;
    const urlOf = (queue: string) => named(synthesis, "sqs/queue:Queue", queue)?.outputs.url;
    const right: Readonly<Record<string, string | undefined>> = {
      TOCSIN_ALERTS_TABLE: ofType(synthesis, "dynamodb/table:Table")[0]?.outputs.name,
      TOCSIN_TOPIC_ARN: named(synthesis, "sns/topic:Topic", `${stack}alerts`)?.outputs.arn,
      TOCSIN_CHAT_TOPIC_ARN: named(synthesis, "sns/topic:Topic", `${stack}${nouns.chat}`)?.outputs.arn,
      TOCSIN_READABLE_TOPIC_ARN: named(synthesis, "sns/topic:Topic", `${stack}${nouns.pages}`)?.outputs.arn,
      TOCSIN_ALARM_TOPIC_ARN: named(synthesis, "sns/topic:Topic", `${stack}alarms`)?.outputs.arn,
      TOCSIN_OCSF_TOPIC_ARN: named(synthesis, "sns/topic:Topic", `${stack}${nouns.ocsf}`)?.outputs.arn,
      TOCSIN_PRODUCT_ARN: `${arnIn(fn, "securityhub")}:product/${securityAccount}/default`,
      TOCSIN_PREFIX: namesOf(synthesis).prefix,
      TOCSIN_SYNC_BACK: synthesis.config.syncBack?.join(","),
      TOCSIN_ONCALL_QUEUE_URL: urlOf(`${stack}oncall`),
      TOCSIN_DELIVER_QUEUE_URLS: JSON.stringify(
        Object.fromEntries(
          (name.endsWith("-digest") ? digestKinds : channelKinds).map((kind) => [
            kind,
            urlOf(`${stack}${nouns.deliver(kind)}`),
          ]),
        ),
      ),
      TOCSIN_REPORT_REGION: rulesOf(synthesis.config).reportRegion ?? synthesis.config.homeRegion,
      TOCSIN_CONFIGURATION_SET: ofType(synthesis, "sesv2/configurationSet:ConfigurationSet")[0]?.outputs
        .configurationSetName,
      TOCSIN_LINK_KEY_ARN: signingKeys(synthesis)[0]?.outputs.arn,
      TOCSIN_LINKS_URL: linkFrontsOf(synthesis)[0]?.url,
      TOCSIN_IS_ANSWERED:
        areButtonsAnswered(synthesis) && name.endsWith(`-${nouns.deliver("slack")}`) ? "true" : undefined,
      TOCSIN_REPORT_BUCKET: ofType(synthesis, "s3/bucket:Bucket")[0]?.outputs.bucket,
      TOCSIN_DEAD_LETTER_QUEUE_URL: urlOf(`${name}-dlq`),
      TOCSIN_ADMINISTRATORS: administratorsOf(synthesis),
      TOCSIN_STAGE: synthesis.stage,
      TOCSIN_SECRETS_PATH: namesOf(synthesis).secretsPath,
      TOCSIN_SCOPE: textAt(fn, "environment.variables.TOCSIN_SCOPE") || undefined,
    };
    return Object.entries(Object(at(fn, "environment.variables")))
      .filter(([variable, value]) => !othersVariable.test(variable) && (value === "" || value !== right[variable]))
      .map(([variable]) => ({ resource: fn.name, problem: `is given another ${variable}` }));
  });

/** Who delivers by what has secrets, and who takes callbacks or asks for them. */
const readers: readonly string[] = [
  ...channelKinds.filter((kind) => declaredChannels[kind].readsSecrets !== "none").map(nouns.deliver),
  ...askers,
];

/** Whoever decodes events, or decides, could give away a secret that it can read: it is read where it is used. */
export const secretsAreReadWhereTheyAreUsed: Check = (synthesis) =>
  ofType(synthesis, "iam/role:Role").flatMap((role) =>
    readers.some((noun) => textAt(role, "name").endsWith(`-${noun}`))
      ? []
      : grantsOf(role)
          .flatMap(({ Action }) => Action.filter((action) => /^(ssm|secretsmanager):/.test(action)))
          .map((action) => ({
            resource: role.name,
            problem: `may ${action}, which no function needs that delivers with none`,
          })),
  );

/** Lambda assumes a function's role, the scheduler a schedule's on behalf of this account; nobody else's is there. */
export const rolesAreAssumedByTheirService: Check = (synthesis) =>
  ofType(synthesis, "iam/role:Role").flatMap((role) => {
    const isOf = (type: string, path: string) =>
      ofType(synthesis, type).some((one) => textAt(one, path) === arnOf(role));
    const account = arnOf(role).split(":")[4] ?? "";
    const trusts = [
      ...(isOf("lambda/function:Function", "role")
        ? linesOf({ who: ["lambda.amazonaws.com"], does: ["sts:AssumeRole"] })
        : []),
      ...(isOf("scheduler/schedule:Schedule", "target.roleArn")
        ? linesOf({
            who: ["scheduler.amazonaws.com"],
            does: ["sts:AssumeRole"],
            when: { StringEquals: { "aws:SourceAccount": account } },
          })
        : []),
    ];
    return differences(role, linesIn(at(role, "assumeRolePolicy")), trusts);
  });

const address = (resource: Resource | undefined): string => (resource ? arnOf(resource) : "(what is not there)");

const isStream = (mapping: Resource): boolean => textAt(mapping, "eventSourceArn").includes(":dynamodb:");

/** The name of the handler's file. */
const nounOf = (handler: string): string => handler.replace(/^functions\/|\.handler$/g, "");
