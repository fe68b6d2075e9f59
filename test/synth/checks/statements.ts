/** Policies as sets of lines, one for each principal, action and resource, so that two of them are compared word for word. */
import * as v from "valibot";
import type { Flaw } from "../graph.ts";
import type { Resource } from "../synthesis/mock-cloud.ts";

export interface Line {
  readonly effect?: "Deny";
  /** Left out in a role's own policy; `*`, a service or an account. */
  readonly who?: readonly string[];
  readonly does: readonly string[];
  /** Left out in a role's trust. */
  readonly to?: readonly string[];
  readonly when?: Condition;
}

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export function linesOf({ effect, who = [""], does, to = [""], when = {} }: Line): readonly string[] {
  const test = conditionText(when);
  return who.flatMap((principal) =>
    does.flatMap((action) =>
      to.map((arn) => [effect ?? "Allow", principal, action, arn, test].filter((part) => part !== "").join(" ")),
    ),
  );
}

const oneOrMany = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const conditionField = v.record(v.string(), v.record(v.string(), oneOrMany));

/** What a statement may be made of; `NotAction` and the like are not, so that such a statement equals none that is wanted. */
const statementSchema = v.pipe(
  v.strictObject({
    Sid: v.optional(v.string()),
    Effect: v.picklist(["Allow", "Deny"]),
    Principal: v.optional(v.union([v.literal("*"), v.record(v.picklist(["AWS", "Service"]), oneOrMany)])),
    Action: oneOrMany,
    Resource: v.optional(oneOrMany),
    Condition: v.optional(conditionField),
  }),
  v.transform(({ Effect, Principal, Action, Resource, Condition }) =>
    linesOf({
      does: Action,
      ...(Effect === "Deny" && { effect: Effect }),
      ...(Principal && { who: Principal === "*" ? ["*"] : Object.values(Principal).flat() }),
      ...(Resource && { to: Resource }),
      ...(Condition && { when: Condition }),
    }),
  ),
);

/** The lines of a policy, given as JSON or as data; a statement of other parts is shown as it is. */
export function linesIn(policy: unknown): readonly string[] {
  const { Statement } = v.parse(
    v.object({ Statement: v.array(v.unknown()) }),
    typeof policy === "string" ? JSON.parse(policy) : policy,
  );
  return Statement.flatMap((statement) => {
    const read = v.safeParse(statementSchema, statement);
    return read.success ? read.output : [JSON.stringify(statement)];
  });
}

/** What a policy says beyond what is wanted, and what it leaves unsaid. */
export function differences({ name }: Resource, found: readonly string[], wanted: readonly string[]): readonly Flaw[] {
  const [has, needs] = [new Set(found), new Set(wanted)];
  return [
    ...[...has.difference(needs)].map((line) => ({ resource: name, problem: `says without need: ${line}` })),
    ...[...needs.difference(has)].map((line) => ({ resource: name, problem: `does not say: ${line}` })),
  ];
}

const conditionText = (condition: Condition): string =>
  Object.entries(condition)
    .flatMap(([test, keys]) =>
      Object.entries(keys).map(([key, values]) => `if ${test} ${key} ${[values].flat().sort().join(" or ")}`),
    )
    .sort()
    .join(" and ");
