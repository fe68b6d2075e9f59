/** What a key's policy leaves unsaid of what it must say. */
import type { KeyStatement } from "@tocsin/infra/key-policy";
import * as v from "valibot";

const oneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const statementSchema = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  // One that says whom or what it leaves out lets in by none of these.
  Principal: v.optional(v.union([v.literal("*"), v.record(v.string(), oneOrMany)]), {}),
  Action: v.optional(oneOrMany, []),
  Resource: v.optional(oneOrMany, []),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), oneOrMany)), {}),
});
const policySchema = v.object({
  Statement: v.pipe(
    v.union([v.array(statementSchema), statementSchema]),
    v.transform((statements) => [statements].flat()),
  ),
});
type Statement = v.InferOutput<typeof statementSchema>;

export interface Gap {
  readonly who: string;
  readonly action: string;
  /** The condition under which it is needed, as policies write it; empty for none. */
  readonly condition: string;
}

export interface Judged {
  readonly gaps: readonly Gap[];
  /** Whether something is denied, which may take away what is allowed; that is not judged. */
  readonly denies: boolean;
}

/**
 * Each principal and action of `wanted` that no statement of the policy allows, on the same condition or on none. A condition that lets
 * in more in other words counts as another one. @throws Error for what is no policy.
 */
export function judgePolicy(policy: string, wanted: readonly KeyStatement[]): Judged {
  const { Statement } = v.parse(policySchema, JSON.parse(policy));
  const gaps = wanted.flatMap(({ Principal, Action, Condition = {} }) =>
    Object.values(Principal)
      .flat()
      .flatMap((who: string) =>
        [Action].flat().flatMap((action) => {
          const condition = textOf(v.parse(statementSchema.entries.Condition, Condition));
          return Statement.some((one) => allows(one, who, action, condition)) ? [] : [{ who, action, condition }];
        }),
      ),
  );
  return { gaps, denies: Statement.some(({ Effect }) => Effect === "Deny") };
}

function allows(statement: Statement, who: string, action: string, condition: string): boolean {
  const { Effect, Principal, Action, Resource, Condition } = statement;
  const own = textOf(Condition);
  return (
    Effect === "Allow" &&
    (Principal === "*" ||
      Object.values(Principal)
        .flat()
        .some((one) => isSame(one, who))) &&
    Action.some((pattern) => isTaken(pattern, action)) &&
    // In a key's policy that is the key.
    Resource.includes("*") &&
    (own === "" || own === condition)
  );
}

/** An account may be written as its number. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const isSame = (found: string, who: string): boolean =>
  found === who || (/^\d{12}$/.test(found) && who.endsWith(`::${found}:root`));

const isTaken = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, (found) => (found === "*" ? ".*" : `\\${found}`))}$`, "i").test(
    action,
  );

/** The same for conditions that mean the same in another order. */
function textOf(condition: Statement["Condition"]): string {
  const tests = Object.entries(condition).flatMap(([test, keys]) =>
    Object.entries(keys).map(([key, values]) => `${test} ${key} ${[...values].sort().join(" or ")}`),
  );
  return tests.sort().join(" and ");
}
