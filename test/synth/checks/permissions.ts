/** Nobody may do more than the code does. */

import {
  at,
  type Check,
  conditionValues,
  type Flaw,
  flaws,
  grantsOf,
  named,
  ofType,
  type PolicyStatement,
  policiesOf,
  textAt,
} from "../graph.ts";
import { type Resource, securityAccount } from "../mock-cloud.ts";
import type { Synthesis } from "../synthesize.ts";

/** Where AWS lets no resource be named. */
const withoutResource: Readonly<Record<string, string>> = {
  "xray:PutTelemetryRecords": "X-Ray has no resource for it",
  "xray:PutTraceSegments": "X-Ray has no resource for it",
};

export const noWildcardAction: Check = ({ resources }) =>
  resources.flatMap((resource) =>
    allowed(resource)
      .flatMap(({ Action }) => Action.filter((action) => action.includes("*")))
      .map((action) => ({ resource: resource.name, problem: `allows ${action}` })),
  );

export const noWildcardResource: Check = (synthesis) =>
  ofType(synthesis, "iam/role:Role").flatMap((role) =>
    grantsOf(role)
      .filter(
        ({ Resource }) =>
          Resource.length === 0 || Resource.some((arn) => /^\*|:\*:|:\*$/.test(arn) && !isLogStream(arn)),
      )
      .flatMap(({ Action }) => Action.filter((action) => withoutResource[action] === undefined))
      .map((action) => ({ resource: role.name, problem: `allows ${action} on every resource` })),
  );

/** The streams of one log group. */
const isLogStream = (arn: string): boolean => /:log-group:\/aws\/lambda\/[\w-]+:\*$/.test(arn);

export const noManagedPolicy: Check = (synthesis) =>
  flaws(ofType(synthesis, "iam/role:Role"), (role) => {
    const managed = at(role, "managedPolicyArns");
    return Array.isArray(managed) && managed.length > 0 ? `has ${managed.join(", ")}` : undefined;
  });

/** One service assumes a role, and no account: Lambda, or the scheduler on behalf of this account. */
export const onlyServicesAssumeRoles: Check = (synthesis) =>
  flaws(ofType(synthesis, "iam/role:Role"), (role) => {
    const [trust, ...others] = policiesOf(role);
    const principal = trust?.Principal;
    const isService = typeof principal === "object" && Object.keys(principal).join() === "Service";
    const service = isService ? principal.Service?.join() : undefined;
    if (others.length > 0 || trust?.Effect !== "Allow" || trust.Action.join() !== "sts:AssumeRole")
      return "is assumed by other means";
    if (service === "lambda.amazonaws.com") return undefined;
    const isOurs = conditionValues(trust, "aws:SourceAccount").join() === securityAccount;
    return service === "scheduler.amazonaws.com" && isOurs ? undefined : `is assumed by ${JSON.stringify(principal)}`;
  });

/** What the policy of each kind of resource may let others do to it. */
const allowedByPolicy: Readonly<Record<string, readonly string[]>> = {
  "cloudwatch/eventBusPolicy:EventBusPolicy": ["events:PutEvents"],
  "cloudwatch/logResourcePolicy:LogResourcePolicy": ["logs:CreateLogStream", "logs:PutLogEvents"],
  "s3/bucketPolicy:BucketPolicy": [],
  "sns/topicPolicy:TopicPolicy": ["sns:Publish"],
  "sqs/queuePolicy:QueuePolicy": ["sqs:SendMessage"],
};

/** A queue, a topic, a log, the bus: their policies let in who sends, each by its own service, to send and nothing else. */
export const sendersMaySendOnly: Check = (synthesis) =>
  Object.entries(allowedByPolicy).flatMap(([type, actions]) =>
    ofType(synthesis, type).flatMap((policy) =>
      allowed(policy)
        .filter(
          (statement) =>
            statement.Action.join() !== actions.join() ||
            statement.Resource.length !== 1 ||
            statement.Resource.includes("*") ||
            !isSentByItsService(statement),
        )
        .map(({ Action }) => ({ resource: policy.name, problem: `lets somebody else do ${Action.join(", ")}` })),
    ),
  );

/** A rule and a bus send as EventBridge, a topic as SNS, an alarm as CloudWatch for the whole account. */
function isSentByItsService(statement: PolicyStatement): boolean {
  if (typeof statement.Principal !== "object") return conditionValues(statement, "aws:PrincipalOrgID").length === 1;
  const services = statement.Principal.Service?.filter((service) => service !== "delivery.logs.amazonaws.com") ?? [];
  if (services.join() === "cloudwatch.amazonaws.com")
    return conditionValues(statement, "aws:SourceAccount").join() === securityAccount;
  const senders = conditionValues(statement, "aws:SourceArn");
  return senders.length === 1 && senders.every((arn) => services.join() === `${arn.split(":")[2]}.amazonaws.com`);
}

/** But for members' forwarding roles, whichever their account, nothing is of another account. */
export const nothingIsOfAnotherAccount: Check = ({ resources }) =>
  resources
    .filter(({ type }) => type !== "aws:cloudwatch/eventBusPolicy:EventBusPolicy")
    .flatMap((resource) =>
      [...JSON.stringify(resource.inputs).matchAll(/\barn:[\w-]+:\w+:[\w-]*:(\d{12}|\*):[^"\\]*/g)]
        .filter(([, account]) => account !== securityAccount)
        .map(([arn]) => ({ resource: resource.name, problem: `names ${arn}` })),
    );

/** Who is let in from everywhere must be of the organization and come through a forwarding rule. */
export const strangersAreKeptOut: Check = ({ resources }) =>
  resources.flatMap((resource) =>
    allowed(resource)
      .filter(({ Principal }) => Principal === "*")
      .filter(
        (statement) =>
          conditionValues(statement, "aws:PrincipalOrgID").length !== 1 ||
          !conditionValues(statement, "aws:PrincipalArn").every((arn) => /:role\/[\w-]+$/.test(arn)) ||
          conditionValues(statement, "aws:PrincipalArn").length === 0,
      )
      .map(() => ({
        resource: resource.name,
        problem: "lets in whoever is not a forwarding rule of the organization",
      })),
  );

/** A function's role grants what its bundle's commands, its event source and its telemetry need: no more, no less. */
export const actionsAreThoseCalled: Check = (synthesis) =>
  functionsOf(synthesis).flatMap(({ fn, role, commands }) => {
    const granted = new Set(
      grantsOf(role).flatMap(({ Action }) => Action.filter((action) => !action.startsWith("kms:"))),
    );
    const needed = new Set([
      ...commands.filter((command) => !unused(textAt(fn, "name"), command)).map(actionOf),
      ...eventSourceActions(synthesis, fn),
      ...["logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    ]);
    return [
      ...[...granted.difference(needed)].map((action) => ({
        resource: role.name,
        problem: `allows ${action} for nothing`,
      })),
      ...[...needed.difference(granted)].map((action) => ({
        resource: role.name,
        problem: `does not allow ${action}`,
      })),
    ];
  });

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const actionsOfCommands: Readonly<Record<string, string>> = {
  "sns:PublishBatch": "sns:Publish",
  // A transaction needs the actions of its parts, and ours puts.
  "dynamodb:TransactWriteItems": "dynamodb:PutItem",
};

const actionOf = (command: string): string => actionsOfCommands[command] ?? command;

/** What a bundle contains and its function never calls. */
function unused(functionName: string, command: string): boolean {
  // Endpoint discovery is off unless asked for, and sessions are for directory buckets.
  if (command === "dynamodb:DescribeEndpoints" || command === "s3:CreateSession") return true;
  // The reader's methods for a person at a terminal.
  return functionName.endsWith("-digest") && ["dynamodb:BatchGetItem", "dynamodb:Scan"].includes(command);
}

/** What Lambda does in the function's name to feed it, and to bury what it failed at. */
function eventSourceActions(synthesis: Synthesis, fn: Resource): readonly string[] {
  const name = textAt(fn, "name");
  const source = ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping").find(
    (mapping) => textAt(mapping, "functionName") === name,
  );
  const invoked = ofType(synthesis, "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").some(
    (config) => textAt(config, "functionName") === name,
  );
  if (invoked) return ["sqs:SendMessage"];
  if (source === undefined) return [];
  return textAt(source, "eventSourceArn").includes(":sqs:")
    ? ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    : [
        ...["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
        "sqs:SendMessage",
      ];
}

/** A role uses the key by way of the services that it may use, and writes with it only where it may write. */
export const keyIsUsedByNeed: Check = (synthesis) =>
  ofType(synthesis, "iam/role:Role").flatMap((role) => {
    const needed = new Set(grantsOf(role).flatMap(({ Action }) => Action.flatMap(keyUseOf)));
    const granted = new Set(
      grantsOf(role)
        .filter(({ Action }) => Action.some((action) => action.startsWith("kms:")))
        .flatMap((statement) => usesOf(statement)),
    );
    return [
      ...[...granted.difference(needed)].map((use) => ({ resource: role.name, problem: `may ${use} without need` })),
      ...[...needed.difference(granted)].map((use) => ({ resource: role.name, problem: `may not ${use}` })),
    ];
  });

function keyUseOf(action: string): readonly string[] {
  const [service = ""] = action.split(":");
  if (!["dynamodb", "sqs", "sns", "s3"].includes(service)) return [];
  const writes = ["sqs:SendMessage", "sns:Publish", "s3:PutObject"].includes(action);
  return [`kms:Decrypt by ${service}`, ...(writes ? [`kms:GenerateDataKey by ${service}`] : [])];
}

function usesOf(statement: PolicyStatement): readonly string[] {
  const services = conditionValues(statement, "kms:ViaService").map((endpoint) => endpoint.split(".")[0]);
  const named = statement.Resource.every((arn) => /:kms:.*:key\//.test(arn));
  if (!named || services.length === 0) return statement.Action.map((action) => `${action} by anything`);
  return services.flatMap((service) => statement.Action.map((action) => `${action} by ${service}`));
}

const allowed = (resource: Resource): readonly PolicyStatement[] =>
  [...policiesOf(resource), ...grantsOf(resource)].filter(({ Effect }) => Effect === "Allow");

function functionsOf(synthesis: Synthesis) {
  return synthesis.functions.flatMap(({ name, commands }) => {
    const fn = named(synthesis, "lambda/function:Function", name);
    const role = fn && named(synthesis, "iam/role:Role", textAt(fn, "role"));
    return fn && role ? [{ fn, role, commands }] : [];
  });
}

/** Each function has a bundle and a role of its own, which the checks above rely on. */
export const functionsHaveOwnRoles: Check = (synthesis): readonly Flaw[] => {
  const known = functionsOf(synthesis);
  return flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    const role = known.find((one) => one.fn === fn)?.role;
    if (role === undefined) return "has no bundle or no role of this stack";
    return known.filter((one) => one.role === role).length === 1 ? undefined : "shares its role";
  });
};
