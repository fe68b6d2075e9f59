/** A synthesis as the checks ask it: resources by type, fields by path, policies as data. */
import { type StageNames, stageNames } from "@tocsin/aws/names";
import { rulesOf } from "@tocsin/infra/config";
import * as v from "valibot";
import type { Resource } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

/** What a check has against a resource. */
export interface Flaw {
  readonly resource: string;
  readonly problem: string;
}

export type Check = (synthesis: Synthesis) => readonly Flaw[];

/** Types as the checks name them: `sqs/queue:Queue` without the provider. */
export function ofType({ resources }: Synthesis, ...types: readonly string[]): readonly Resource[] {
  return resources.filter(({ type }) => types.some((wanted) => type === `aws:${wanted}`));
}

/** What is wrong with each resource of a type, where something is. */
export function flaws(
  resources: readonly Resource[],
  problemOf: (resource: Resource) => string | undefined,
): readonly Flaw[] {
  return resources.flatMap((resource) => {
    const problem = problemOf(resource);
    return problem === undefined ? [] : [{ resource: resource.name, problem }];
  });
}

/** The field at a path such as `target.deadLetterConfig.arn`. */
export function at({ inputs }: Resource, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
      inputs,
    );
}

/** The text at a path; empty where there is none. */
export function textAt(resource: Resource, path: string): string {
  const value = at(resource, path);
  return typeof value === "string" ? value : "";
}

export function numberAt(resource: Resource, path: string): number | undefined {
  const value = at(resource, path);
  return typeof value === "number" ? value : undefined;
}

/** The name that an ARN or a queue's URL ends in. */
export const nameIn = (address: string): string => address.replace(/.*[:/]/, "");

/** The queue, topic or function that a name, a whole ARN or a URL stands for. */
export function named(synthesis: Synthesis, type: string, address: string): Resource | undefined {
  return ofType(synthesis, type).find(({ outputs }) => Object.values(outputs).includes(address));
}

/** The keys that encrypt; and those that sign, which can do nothing else. */
export const encryptionKeys = (synthesis: Synthesis): readonly Resource[] =>
  ofType(synthesis, "kms/key:Key").filter((key) => at(key, "keyUsage") === undefined);
export const signingKeys = (synthesis: Synthesis): readonly Resource[] =>
  ofType(synthesis, "kms/key:Key").filter((key) => at(key, "keyUsage") !== undefined);

/** The ARN of the key of this region: the organization's own, or the one that is made. */
export const keyOf = (synthesis: Synthesis): string =>
  rulesOf(synthesis.config).key ?? madeKey(synthesis, synthesis.config.homeRegion);

/** The ARN of the key that reports are under, in the region where they are kept. */
export function reportKeyOf(synthesis: Synthesis): string {
  const { reportRegion = synthesis.config.homeRegion, reportKey } = rulesOf(synthesis.config);
  if (reportRegion === synthesis.config.homeRegion) return keyOf(synthesis);
  return reportKey ?? madeKey(synthesis, reportRegion);
}

const madeKey = (synthesis: Synthesis, region: string): string =>
  encryptionKeys(synthesis)
    .map(arnOf)
    .find((arn) => arn.split(":")[3] === region) ?? "(no key)";

/** How the names of the stage begin. */
export const namesOf = ({ stage, config }: Synthesis): StageNames => stageNames(stage, rulesOf(config).namePrefix);

/** The ARN that AWS would give it. */
export const arnOf = ({ outputs }: Resource): string => outputs.arn ?? "";

const manyField = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);

const statementSchema = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Principal: v.optional(v.union([v.literal("*"), v.record(v.string(), manyField)])),
  Action: manyField,
  Resource: v.optional(manyField, []),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), manyField)), {}),
});
const policySchema = v.object({ Statement: v.array(statementSchema) });

export type PolicyStatement = v.InferOutput<typeof statementSchema>;

/** The statements of a policy, given as JSON or as data; none where there is no policy. */
export function statementsOf(policy: unknown): readonly PolicyStatement[] {
  if (policy === undefined) return [];
  return v.parse(policySchema, typeof policy === "string" ? JSON.parse(policy) : policy).Statement;
}

/** What a role may do. */
export function grantsOf(role: Resource): readonly PolicyStatement[] {
  const inline = at(role, "inlinePolicies");
  const statements = Array.isArray(inline) ? inline.flatMap(({ policy }) => statementsOf(policy)) : [];
  return statements.filter(({ Effect }) => Effect === "Allow");
}

/** What a role's trust, a queue's, topic's, bus's, bucket's, log's or key's policy says. */
export const policiesOf = (resource: Resource): readonly PolicyStatement[] => [
  ...statementsOf(at(resource, "policy")),
  ...statementsOf(at(resource, "policyDocument")),
  ...statementsOf(at(resource, "assumeRolePolicy")),
];

/** The values that a condition asks for. Tests that let through what has no value, or another one, are none. */
export const conditionValues = ({ Condition }: PolicyStatement, key: string): readonly string[] =>
  Object.entries(Condition).flatMap(([test, values]) => (asking.includes(test) ? (values[key] ?? []) : []));

const asking = ["ArnEquals", "ArnLike", "Bool", "StringEquals", "StringLike"];
