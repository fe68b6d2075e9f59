/** What no policy and no resource of the stack says, whatever it is for. What each of them does say: roles.ts, policies.ts. */

import {
  at,
  type Check,
  type Flaw,
  flaws,
  grantsOf,
  named,
  ofType,
  type PolicyStatement,
  policiesOf,
  reportKeyOf,
  textAt,
} from "../graph.ts";
import { type Resource, securityAccount } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

export const noWildcardAction: Check = ({ resources }) =>
  resources.flatMap((resource) =>
    allowed(resource)
      .flatMap(({ Action }) => Action.filter((action) => action.includes("*")))
      .map((action) => ({ resource: resource.name, problem: `allows ${action}` })),
  );

export const noManagedPolicy: Check = (synthesis) =>
  flaws(ofType(synthesis, "iam/role:Role"), (role) => {
    const managed = at(role, "managedPolicyArns");
    return Array.isArray(managed) && managed.length > 0 ? `has ${managed.join(", ")}` : undefined;
  });

/** But for members' forwarding roles, whichever their account, nothing is of another account; and nothing is of another region, but the key of reports. */
export const nothingIsFromElsewhere: Check = (synthesis) => {
  const { homeRegion } = synthesis.config;
  const isOfHere = (arn: string, region = "", account = "") =>
    account === securityAccount && (region === "" || region === homeRegion || arn === reportKeyOf(synthesis));
  return synthesis.resources
    .filter(({ type }) => type !== "aws:cloudwatch/eventBusPolicy:EventBusPolicy")
    .flatMap((resource) =>
      [...JSON.stringify(resource.inputs).matchAll(/\barn:[\w-]+:\w+:([\w-]*):(\d{12}|\*):[^"\\]*/g)]
        .filter(([arn, region, account]) => !isOfHere(arn, region, account))
        .map(([arn]) => ({ resource: resource.name, problem: `names ${arn}` })),
    );
};

const allowed = (resource: Resource): readonly PolicyStatement[] =>
  [...policiesOf(resource), ...grantsOf(resource)].filter(({ Effect }) => Effect === "Allow");

function functionsOf(synthesis: Synthesis) {
  return synthesis.functions.flatMap(({ name }) => {
    const fn = named(synthesis, "lambda/function:Function", name);
    const role = fn && named(synthesis, "iam/role:Role", textAt(fn, "role"));
    return fn && role ? [{ fn, role }] : [];
  });
}

/** Each function has a bundle and a role of its own, which the check of its role relies on. */
export const functionsHaveOwnRoles: Check = (synthesis): readonly Flaw[] => {
  const known = functionsOf(synthesis);
  return flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    const role = known.find((one) => one.fn === fn)?.role;
    if (role === undefined) return "has no bundle or no role of this stack";
    return known.filter((one) => one.role === role).length === 1 ? undefined : "shares its role";
  });
};
