/**
 * The parts of a resource policy that determine whom it lets in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { recordField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { oneOrMany } from "../fields.ts";

const principalField = v.union([
  v.pipe(
    v.string(),
    v.transform((AWS): Record<string, string[]> => ({ AWS: [AWS] })),
  ),
  recordField(v.string(), oneOrMany(v.string())),
]);
const valueField = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const conditionField = recordField(v.string(), recordField(v.string(), oneOrMany(valueField)));

/** Actions and resources only narrow a statement, so one that cannot be read is no reason to refuse the policy. */
const scopeField = v.fallback(v.optional(oneOrMany(v.string())), undefined);

const statementSchema = v.pipe(
  v.object({
    Effect: v.picklist(["Allow", "Deny"]),
    Principal: v.optional(principalField),
    NotPrincipal: v.optional(principalField),
    Action: scopeField,
    NotAction: v.optional(v.unknown()),
    Resource: scopeField,
    NotResource: v.optional(v.unknown()),
    Condition: v.optional(conditionField, {}),
  }),
  v.check(({ Principal, NotPrincipal }) => (Principal === undefined) !== (NotPrincipal === undefined)),
);
const policySchema = v.object({ Statement: oneOrMany(statementSchema) });

/** By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type Principals = v.InferOutput<typeof principalField>;
/** By operator, and under it by key. */
export type StatementCondition = v.InferOutput<typeof conditionField>;
export type Statement = v.InferOutput<typeof statementSchema>;
export type ResourcePolicy = v.InferOutput<typeof policySchema>;

/** A field that holds a resource policy, as JSON text or as an object. */
export const policyField = v.pipe(
  v.union([v.string(), recordField(v.string(), v.unknown())]),
  v.rawTransform<string | Record<string, unknown>, ResourcePolicy>(({ dataset: { value }, addIssue, NEVER }) => {
    const parsed = v.safeParse(policySchema, typeof value === "string" ? parsedJson(value) : value, {
      abortEarly: true,
    });
    if (parsed.success) return parsed.output;
    addIssue({ message: "is not a resource policy" });
    return NEVER;
  }),
);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
