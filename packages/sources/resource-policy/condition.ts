/**
 * What the condition of a statement is certain to ask for. Operators differ in what they say of a key that is missing, and of several
 * values; what is not certain asks for nothing here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { StatementCondition } from "./policy.ts";

/** That the key is there and has one of the values. */
export interface Demand {
  /** In lower case: names of keys are not case-sensitive. */
  readonly key: string;
  readonly values: readonly string[];
  readonly by: Comparison;
}

/** `pattern`: a star stands for any characters, in an ARN for colons too; `arn`: each of the six parts is compared for itself. */
type Comparison = "text" | "pattern" | "arn" | "address" | "flag";

const comparisons: Readonly<Record<string, { readonly by: Comparison; readonly negated?: true }>> = {
  StringEquals: { by: "text" },
  StringEqualsIgnoreCase: { by: "text" },
  StringLike: { by: "pattern" },
  ArnEquals: { by: "arn" },
  ArnLike: { by: "arn" },
  IpAddress: { by: "address" },
  Bool: { by: "flag" },
  StringNotEquals: { by: "text", negated: true },
  StringNotEqualsIgnoreCase: { by: "text", negated: true },
  StringNotLike: { by: "pattern", negated: true },
  ArnNotEquals: { by: "arn", negated: true },
  ArnNotLike: { by: "arn", negated: true },
  NotIpAddress: { by: "address", negated: true },
};

interface Test extends Demand {
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly qualifier: "ForAnyValue" | "ForAllValues" | undefined;
}

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

function testsOf(condition: StatementCondition): readonly (Test | undefined)[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const [, qualifier, name = "", ifExists] = OPERATOR.exec(operator) ?? [];
    const comparison = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
    return Object.entries(keys).map(([key, values]): Test | undefined =>
      comparison === undefined || values.length === 0
        ? undefined
        : {
            key: key.toLowerCase(),
            values,
            by: comparison.by,
            negated: comparison.negated ?? false,
            ifExists: ifExists !== undefined,
            qualifier: qualifier === "ForAnyValue" || qualifier === "ForAllValues" ? qualifier : undefined,
          },
    );
  });
}

/** All of these hold for whomever an Allow statement with this condition lets in. */
export function demandsOf(condition: StatementCondition): readonly Demand[] {
  const there = keysThere(condition);
  return testsOf(condition).flatMap((test) => {
    if (test === undefined || test.negated) return [];
    // Both hold for a request without the key.
    const passesMissing = test.ifExists || test.qualifier === "ForAllValues";
    return passesMissing && !there.has(test.key) ? [] : [test];
  });
}

/** The keys of which the condition itself asks that they be there. */
function keysThere({ Null = {} }: StatementCondition): ReadonlySet<string> {
  return new Set(
    Object.entries(Null).flatMap(([key, values]) =>
      values.length > 0 && values.every((value) => value.toLowerCase() === "false") ? [key.toLowerCase()] : [],
    ),
  );
}

/**
 * At least one of these holds for whomever a Deny statement with this condition leaves alone: none, where it leaves nobody.
 * `undefined` where it may leave alone whoever wants it.
 */
export function leftBy(condition: StatementCondition): readonly Demand[] | undefined {
  const left: Demand[] = [];
  for (const test of testsOf(condition)) {
    const demand = test && leftByTest(test);
    if (demand === undefined) return undefined;
    left.push(demand);
  }
  return left;
}

/** A negated operator denies a request without the key, unless it asks for any of its values. */
function leftByTest(test: Test): Demand | undefined {
  if (test.negated) return test.qualifier === "ForAnyValue" ? undefined : test;
  // Who is no service of AWS is denied; so is, by IfExists, a request without credentials, which has no such key.
  const isOfServices = test.key === SERVICE && test.ifExists && test.qualifier === undefined;
  return isOfServices && test.values.every((value) => value.toLowerCase() === "false")
    ? { key: SERVICE, by: "flag", values: ["true"] }
    : undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice */
export const SERVICE = "aws:principalisawsservice";
