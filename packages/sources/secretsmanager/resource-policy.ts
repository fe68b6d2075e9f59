/**
 * Whom a secret's resource policy lets in from outside its account.
 *
 * Only what a policy grants is looked at. A Deny beside it may take some of it back, but whether it does is not decided
 * here: a needless alert costs a look, a missed one the secret. For the same reason a condition counts as confining only
 * when it certainly is: with an operator that asks for equality, and with values that name someone.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from "@tocsin/core/arn";
import * as v from "valibot";

export type Exposure =
  | { readonly to: "nobody" }
  | { readonly to: "accounts"; readonly accounts: readonly string[] }
  | { readonly to: "everyone" };

const oneOrMany = <S extends v.GenericSchema>(item: S) =>
  v.union([
    v.array(item),
    v.pipe(
      item,
      v.transform((one) => [one]),
    ),
  ]);

const principalField = v.union([
  v.pipe(
    v.string(),
    v.transform((AWS): Record<string, string[]> => ({ AWS: [AWS] })),
  ),
  v.record(v.string(), oneOrMany(v.string())),
]);
const valueField = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const conditionField = v.record(v.string(), v.record(v.string(), oneOrMany(valueField)));

const statementSchema = v.pipe(
  v.object({
    Effect: v.picklist(["Allow", "Deny"]),
    Principal: v.optional(principalField),
    NotPrincipal: v.optional(principalField),
    Condition: v.optional(conditionField, {}),
  }),
  v.check(({ Principal, NotPrincipal }) => (Principal === undefined) !== (NotPrincipal === undefined)),
);
const policySchema = v.object({ Statement: oneOrMany(statementSchema) });

type Statement = v.InferOutput<typeof statementSchema>;
type Condition = v.InferOutput<typeof conditionField>;
export type ResourcePolicy = v.InferOutput<typeof policySchema>;

/** A field that holds a resource policy, as JSON text or as an object. */
export const policyField = v.pipe(
  v.union([v.string(), v.record(v.string(), v.unknown())]),
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

/** Whom outside `account`, the secret's own, the policy lets in. */
export function exposureOf(policy: ResourcePolicy, account: string): Exposure {
  const outside = new Set<string>();
  for (const statement of policy.Statement) {
    if (statement.Effect !== "Allow") continue;
    const granted = grantedBy(statement, account);
    if (granted === EVERYONE) return { to: "everyone" };
    for (const one of granted) if (one !== account) outside.add(one);
  }
  return outside.size === 0 ? { to: "nobody" } : { to: "accounts", accounts: [...outside].sort() };
}

const EVERYONE = "everyone";
type Granted = typeof EVERYONE | readonly string[];

/** The accounts that an Allow statement lets in, as its conditions leave them. */
function grantedBy(statement: Statement, account: string): Granted {
  const named = principalsOf(statement);
  const { organization, network, accounts } = confinementOf(statement.Condition, account);
  if (organization) return [];
  if (named === EVERYONE) return accounts ?? (network ? [] : EVERYONE);
  // Whoever names a foreign account means it: through which network it comes makes it no less foreign.
  return accounts === undefined ? named : named.filter((one) => accounts.includes(one));
}

/** NotPrincipal lets in everyone but those it names. */
function principalsOf({ Principal, NotPrincipal }: Statement): Granted {
  if (NotPrincipal !== undefined) return EVERYONE;
  const accounts: string[] = [];
  for (const principal of Object.values(Principal ?? {}).flat()) {
    const account = accountOf(principal);
    if (account?.includes("*")) return EVERYONE;
    if (account !== undefined) accounts.push(account);
  }
  return accounts;
}

/** None for a principal that is of no account: a service, a web identity, the id that a deleted role leaves behind. */
function accountOf(principal: string): string | undefined {
  const account = parseArn(principal)?.account ?? principal;
  return ACCOUNT.test(account) || account.includes("*") ? account : undefined;
}

const ACCOUNT = /^\d{12}$/;

interface Confinement {
  /** To an organization. */
  readonly organization: boolean;
  /** To a network of one's own. */
  readonly network: boolean;
  /** To these accounts. */
  readonly accounts?: readonly string[] | undefined;
}

/**
 * Operators under which a missing key, or one with another value, makes the statement grant nothing. The negated ones,
 * `…IfExists` and `ForAllValues:` let in those without the key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const CONFINING = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

/** A statement's conditions must all hold, so each can only confine further. */
function confinementOf(condition: Condition, account: string): Confinement {
  let organization = false;
  let network = false;
  let accounts: readonly string[] | undefined;
  for (const [operator, keys] of Object.entries(condition)) {
    if (!CONFINING.test(operator)) continue;
    for (const [key, values] of Object.entries(keys)) {
      // Names of keys are not case-sensitive.
      const name = key.toLowerCase();
      organization ||= isWithin(organizationKeys.get(name), values);
      network ||= isWithin(networkKeys.get(name), values);
      const confined = accountKeys.has(name) ? accountsIn(values, account) : undefined;
      if (confined) accounts = accounts?.filter((one) => confined.includes(one)) ?? confined;
    }
  }
  return { organization, network, accounts };
}

const NO_WILDCARD = /^[^*?]+$/;

const organizationKeys: ReadonlyMap<string, RegExp> = new Map([
  ["aws:principalorgid", NO_WILDCARD],
  // o-a1b2c3d4e5/r-ab12/*
  ["aws:principalorgpaths", /^[^*?/]+\//],
]);
const networkKeys: ReadonlyMap<string, RegExp> = new Map([
  ["aws:sourcevpc", NO_WILDCARD],
  ["aws:sourcevpce", NO_WILDCARD],
]);
const accountKeys: ReadonlySet<string> = new Set(["aws:principalaccount", "aws:sourceaccount", "aws:principalarn"]);

function isWithin(wanted: RegExp | undefined, values: readonly string[]): boolean {
  return wanted !== undefined && values.length > 0 && values.every((value) => wanted.test(value));
}

/** The accounts that the values name; nothing when one of them names none, and so does not confine. */
function accountsIn(values: readonly string[], account: string): readonly string[] | undefined {
  const accounts: string[] = [];
  for (const value of values) {
    const named = value === OWN_ACCOUNT ? account : (parseArn(value)?.account ?? value);
    if (!ACCOUNT.test(named)) return undefined;
    accounts.push(named);
  }
  return accounts.length > 0 ? accounts : undefined;
}

/** A policy variable that stands for the account of the secret. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
const OWN_ACCOUNT = "${aws:ResourceAccount}";
