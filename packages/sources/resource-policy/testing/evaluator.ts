/**
 * For the tests of resource policies: IAM's evaluation of one request, as its documentation describes it, step by step and at any cost.
 * Tests find out what is exposed by trying every request of a small world.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { ResourcePolicy, Statement } from "../policy.ts";

export interface Caller {
  readonly kind: "account" | "service" | "anonymous";
  /** Of an account. */
  readonly account: string;
  /** The ARN of the role, or the name of the service. */
  readonly name: string;
}

export interface Request {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** By key in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Whether the policy alone lets the request in: an Allow that applies, and no Deny that does. */
export function lets(policy: ResourcePolicy, request: Request): boolean {
  const applying = policy.Statement.filter((statement) => applies(statement, request));
  return applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny");
}

function applies(statement: Statement, request: Request): boolean {
  const { Principal, NotPrincipal, Action, Resource, Condition } = statement;
  return (
    (Principal ? names(Principal, request.caller) : !names(NotPrincipal ?? {}, request.caller)) &&
    (Action ?? ["*"]).some((one) => like(one.toLowerCase(), request.action.toLowerCase())) &&
    (Resource ?? ["*"]).some((one) => like(one, request.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, values, request.context)),
    )
  );
}

function names(principals: Readonly<Record<string, readonly string[]>>, { kind, account, name }: Caller): boolean {
  const { AWS = [], Service = [] } = principals;
  if (AWS.includes("*")) return true;
  if (kind === "service") return Service.includes(name);
  return (
    kind === "account" && AWS.some((one) => one === account || one === `arn:aws:iam::${account}:root` || one === name)
  );
}

function holds(operator: string, key: string, listed: readonly string[], context: Request["context"]): boolean {
  const asked = context[key.toLowerCase()];
  if (operator === "Null") return listed.every((value) => (value === "true") === (asked === undefined));
  const [, qualifier, base = "", ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  if (asked === undefined && ifExists) return true;
  const values = listed.map((value) => meant(value, context));
  const negated = base.includes("Not");
  const matches = (one: string) =>
    values.some((value) => value !== undefined && compare(base.replace("Not", ""), value, one));
  const satisfies = (one: string) => matches(one) !== negated;
  switch (qualifier) {
    case "ForAnyValue":
      return (asked ?? []).some(satisfies);
    case "ForAllValues":
      return (asked ?? []).every(satisfies);
    default:
      return asked === undefined ? negated : asked.some(matches) !== negated;
  }
}

/** The value with its policy variables filled in; none if the request lacks one of them. */
function meant(value: string, context: Request["context"]): string | undefined {
  const parts = value.split(/\$\{(.*?)\}/).map((part, i) => (i % 2 === 0 ? part : context[part.toLowerCase()]?.[0]));
  return parts.includes(undefined) ? undefined : parts.join("");
}

function compare(base: string, value: string, asked: string): boolean {
  switch (base) {
    case "StringEquals":
    case "Bool":
      return value === asked;
    case "StringLike":
      return like(value, asked);
    case "ArnEquals":
    case "ArnLike":
      return likeArn(value, asked);
    case "IpAddress":
      return within(value, asked);
    default:
      throw new Error(`no such operator: ${base}`);
  }
}

function likeArn(pattern: string, text: string): boolean {
  const [patterns, texts] = [parts(pattern), parts(text)];
  return patterns.length === 6 && texts.length === 6 && patterns.every((one, i) => like(one, texts[i] ?? ""));
}

function parts(arn: string): readonly string[] {
  const all = arn.split(":");
  return all.length < 6 ? all : [...all.slice(0, 5), all.slice(5).join(":")];
}

export function like(pattern: string, text: string): boolean {
  const source = pattern.replace(/[^*?]/g, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su").test(text);
}

function within(range: string, address: string): boolean {
  const [base = "", length = "32"] = range.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(base) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
