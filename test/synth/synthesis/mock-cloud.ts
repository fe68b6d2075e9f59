/** What AWS and its Pulumi provider would answer, as far as the deployment asks: identities, ARNs, policy documents. */
import type { runtime } from "@pulumi/pulumi";

/** The security account of every synthesis. */
export const securityAccount = "111122223333";

export interface Cloud {
  readonly partition: string;
  readonly dnsSuffix: string;
  readonly region: string;
  readonly account: string;
}

/** A resource as it would be made: its final inputs are plain JSON. */
export interface Resource {
  /** As Pulumi names it: `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  /** What Pulumi tells it apart by: the types of what it is part of and its own, and its name. */
  readonly place: string;
  readonly inputs: Inputs;
  /** Whether it stays when its stage is removed. */
  readonly isKept: boolean;
  /** The id of what is there already and is taken over; nothing for what is made. */
  readonly adopts?: string;
  /** What others know it by: its name, its ARN, a queue's URL, a table's stream. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** As much as the mocks know. */
export type Noted = Omit<Resource, "isKept" | "place">;

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Mocks that note each resource made or taken over. Components, which group resources and are none, are left out. Whether one is
 * kept, and what it is part of, Pulumi does not tell its mocks.
 */
export function mockCloud(cloud: Cloud, note: (resource: Noted) => void): runtime.Mocks {
  return {
    newResource({ type, name, inputs, custom, id: adopts }) {
      const known = plainInputs(inputs);
      if (custom === false) return { id: "", state: inputs };
      const { id, ...outputs } = outputsOf(type, adopts || name, known, cloud);
      note({ type, name, inputs: known, outputs, ...(adopts && { adopts }) });
      return { id, state: { ...inputs, ...outputs } };
    },
    call({ token, inputs }) {
      return answer(token, plainInputs(inputs), cloud);
    },
  };
}

/** Pulumi marks secrets, assets and the like by this key. */
const SPECIAL = "4dabf18193072939515e22adb298388d";

/** Without Pulumi's wrappers: a secret is its value, a resource its name, and of a file only that there is one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (SPECIAL in value && "value" in value) return plain(value.value);
  if ("__pulumiResource" in value && "__name" in value) return value.__name;
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) return "(a file)";
  return plainInputs(value);
}

const plainInputs = (value: object): Inputs =>
  Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));

type Outputs = Readonly<Record<string, string>> & { readonly id: string };

/** What the provider computes and the program reads. */
function outputsOf(type: string, name: string, inputs: Inputs, cloud: Cloud): Outputs {
  const own = String(inputs.name ?? inputs.bucket ?? name);
  // A resource may be of another region than the provider.
  const region = String(inputs.region ?? cloud.region);
  const arn = (service: string, resource: string, scope = `${region}:${cloud.account}`) =>
    `arn:${cloud.partition}:${service}:${scope}:${resource}`;
  const named = (address: string) => ({ id: own, name: own, arn: address });
  switch (type) {
    case "aws:kms/key:Key":
      return { id: name, keyId: name, arn: arn("kms", `key/${name}`) };
    case "aws:dynamodb/table:Table": {
      const address = arn("dynamodb", `table/${own}`);
      return { ...named(address), streamArn: `${address}/stream/2026-01-01T00:00:00.000` };
    }
    case "aws:sqs/queue:Queue": {
      const url = `https://sqs.${cloud.region}.${cloud.dnsSuffix}/${cloud.account}/${own}`;
      return { id: url, url, name: own, arn: arn("sqs", own) };
    }
    case "aws:sns/topic:Topic":
      return { id: arn("sns", own), name: own, arn: arn("sns", own) };
    case "aws:sesv2/configurationSet:ConfigurationSet": {
      const set = String(inputs.configurationSetName);
      return { id: set, configurationSetName: set, arn: arn("ses", `configuration-set/${set}`) };
    }
    case "aws:cloudwatch/eventBus:EventBus":
      return named(arn("events", `event-bus/${own}`));
    case "aws:cloudwatch/eventRule:EventRule":
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
      return named(
        arn("events", inputs.eventBusName === "default" ? `rule/${own}` : `rule/${inputs.eventBusName}/${own}`),
      );
    case "aws:lambda/function:Function":
      return named(arn("lambda", `function:${own}`));
    case "aws:lambda/functionUrl:FunctionUrl":
      return { id: name, functionUrl: `https://${name.toLowerCase()}.lambda-url.${cloud.region}.on.aws/` };
    case "aws:apigatewayv2/api:Api": {
      const host = `${name.toLowerCase()}.execute-api.${cloud.region}.${cloud.dnsSuffix}`;
      return { id: name, name: own, apiEndpoint: `https://${host}`, executionArn: arn("execute-api", name) };
    }
    case "aws:iam/role:Role":
      return named(arn("iam", `role${inputs.path ?? "/"}${own}`, `:${cloud.account}`));
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return named(arn("cloudwatch", `alarm:${own}`));
    case "aws:cloudwatch/logGroup:LogGroup":
      return named(arn("logs", `log-group:${own}`));
    case "aws:s3/bucket:Bucket":
      return { id: own, bucket: own, arn: arn("s3", own, ":") };
    case "random:index/randomBytes:RandomBytes":
      return { id: name, base64: Buffer.alloc(32).toString("base64") };
    default:
      return { id: name, name: own, arn: arn(type.split(/[:/]/)[1] ?? "", name) };
  }
}

function answer(
  token: string,
  inputs: Inputs,
  { account, partition, dnsSuffix, region }: Cloud,
): runtime.MockCallResult {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return { id: region, region, name: region };
    case "aws:index/getPartition:getPartition":
      return { id: partition, partition, dnsSuffix };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { id: account, accountId: account };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { ...inputs, json: JSON.stringify(policyDocument(inputs.statements)) };
    default:
      throw new Error(`the deployment asks for ${token}, which synthesis cannot answer`);
  }
}

/** As the provider renders it. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
function policyDocument(statements: unknown): unknown {
  const list = Array.isArray(statements) ? statements : [];
  return { Version: "2012-10-17", Statement: list.map(renderStatement) };
}

interface PolicyStatement {
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

function renderStatement({ effect = "Allow", actions, resources, principals, conditions }: PolicyStatement): unknown {
  const everyone = principals?.some(({ type }) => type === "*");
  return {
    Effect: effect,
    ...(principals && {
      Principal: everyone ? "*" : Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
    }),
    Action: actions,
    Resource: resources,
    ...(conditions?.length && { Condition: renderConditions(conditions) }),
  };
}

function renderConditions(conditions: NonNullable<PolicyStatement["conditions"]>): unknown {
  const tests = Map.groupBy(conditions, ({ test }) => test);
  return Object.fromEntries(
    [...tests].map(([test, all]) => [test, Object.fromEntries(all.map(({ variable, values }) => [variable, values]))]),
  );
}
