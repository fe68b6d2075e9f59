/**
 * What the condition of a statement certainly demands. Operators treat missing keys and several values differently; an uncertain test
 * demands nothing here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { StatementCondition } from "./policy.ts";

/** Demands that the key is present and has one of the values. */
export interface Demand {
  /** In lower case: names of keys are not case-sensitive. */
  readonly key: string;
  readonly values: readonly string[];
  readonly by: Comparison;
}

/** `pattern`: a star stands for any characters, even for colons in an ARN; `arn`: each of the six parts is compared by itself. */
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

/** The demands that hold for everyone whom an Allow statement with this condition lets in. */
export function demandsOf(condition: StatementCondition): readonly Demand[] {
  const there = keysThere(condition);
  return testsOf(condition).flatMap((test) => {
    if (test === undefined || test.negated) return [];
    // Both match a request without the key.
    const passesMissing = test.ifExists || test.qualifier === "ForAllValues";
    return passesMissing && !there.has(test.key) ? [] : [test];
  });
}

/** The keys that the condition itself requires to be present. */
function keysThere({ Null = {} }: StatementCondition): ReadonlySet<string> {
  return new Set(
    Object.entries(Null).flatMap(([key, values]) =>
      values.length > 0 && values.every((value) => value.toLowerCase() === "false") ? [key.toLowerCase()] : [],
    ),
  );
}

/**
 * At least one of these demands holds for everyone whom a Deny statement with this condition does not deny; there are none if it denies
 * everyone. `undefined` if a caller may choose not to be denied.
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

/** A negated operator also denies a request without the key, unless its qualifier is ForAnyValue. */
function leftByTest(test: Test): Demand | undefined {
  if (test.negated) return test.qualifier === "ForAnyValue" ? undefined : test;
  // This denies all callers but AWS services, and due to IfExists also a request without credentials, which lacks the key.
  const isOfServices = test.key === SERVICE && test.ifExists && test.qualifier === undefined;
  return isOfServices && test.values.every((value) => value.toLowerCase() === "false")
    ? { key: SERVICE, by: "flag", values: ["true"] }
    : undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice */
export const SERVICE = "aws:principalisawsservice";
