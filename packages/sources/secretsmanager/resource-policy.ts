/**
 * Whom a secret's resource policy lets in from outside its account.
 *
 * Only what a policy grants is looked at. A Deny beside it may take some of it back, but whether it does is not decided
 * here: a needless alert costs a look, a missed one the secret. For the same reason a condition counts as confining only
 * when it certainly is: with an operator that asks for equality, and with values that name someone. And what it confines
 * to counts as safe only when it certainly is the secret's own account or organization. Which other organizations and
 * networks are ours is not known here: whoever wrote the policy may have written in his own.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { parseArn } from "@tocsin/core/event/arn";
import { recordField } from "@tocsin/core/text/parse";
import * as v from "valibot";

export type Exposure =
  | { readonly to: "nobody" }
  /** To these accounts, or to everyone when there are none, but within the organizations or networks that these keys name. */
  | { readonly to: "confined"; readonly accounts: readonly string[]; readonly by: readonly string[] }
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
  recordField(v.string(), oneOrMany(v.string())),
]);
const valueField = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const conditionField = recordField(v.string(), recordField(v.string(), oneOrMany(valueField)));

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

type ResourcePolicyStatement = v.InferOutput<typeof statementSchema>;
type StatementCondition = v.InferOutput<typeof conditionField>;
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

/** Whom outside `account`, the secret's own, the policy lets in. */
export function exposureOf(policy: ResourcePolicy, account: string): Exposure {
  const grants = policy.Statement.filter(({ Effect }) => Effect === "Allow")
    .map((statement) => grantBy(statement, account))
    .filter(({ to }) => to.length > 0);
  const open = everyOne(grants.filter(({ by }) => by.length === 0));
  if (open === EVERYONE) return { to: "everyone" };
  if (open.length > 0) return { to: "accounts", accounts: open };
  if (grants.length === 0) return { to: "nobody" };
  const confined = everyOne(grants);
  return {
    to: "confined",
    accounts: confined === EVERYONE ? [] : confined,
    by: [...new Set(grants.flatMap(({ by }) => by))].sort(),
  };
}

const EVERYONE = "everyone";
type Granted = typeof EVERYONE | readonly string[];

/** Whom outside a statement lets in, and the keys that confine them to an organization or network. */
interface Grant {
  readonly to: Granted;
  readonly by: readonly string[];
}

function everyOne(grants: readonly Grant[]): Granted {
  const all = new Set<string>();
  for (const { to } of grants) {
    if (to === EVERYONE) return EVERYONE;
    for (const one of to) all.add(one);
  }
  return [...all].sort();
}

/** What an Allow statement grants to others than `account`, as its conditions leave it. */
function grantBy(statement: ResourcePolicyStatement, account: string): Grant {
  const named = principalsOf(statement);
  const { ownOrganization, by, accounts } = confinementOf(statement.Condition, account);
  if (ownOrganization) return { to: [], by };
  const left = named === EVERYONE ? (accounts ?? EVERYONE) : named.filter((one) => accounts?.includes(one) ?? true);
  return { to: left === EVERYONE ? EVERYONE : left.filter((one) => one !== account), by };
}

/** NotPrincipal lets in everyone but those it names. */
function principalsOf({ Principal, NotPrincipal }: ResourcePolicyStatement): Granted {
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
  /** To the organization of the secret itself. */
  readonly ownOrganization: boolean;
  /** To an organization or a network, by these keys. */
  readonly by: readonly string[];
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
function confinementOf(condition: StatementCondition, account: string): Confinement {
  let ownOrganization = false;
  const by: string[] = [];
  let accounts: readonly string[] | undefined;
  for (const [operator, keys] of Object.entries(condition)) {
    if (!CONFINING.test(operator)) continue;
    for (const [key, values] of Object.entries(keys)) {
      // Names of keys are not case-sensitive.
      const name = key.toLowerCase();
      ownOrganization ||= name === "aws:principalorgid" && isEach(values, (value) => value === OWN_ORGANIZATION);
      const boundary = boundaries.get(name);
      if (boundary && isEach(values, (value) => boundary.names.test(value))) by.push(boundary.key);
      const confined = accountKeys.has(name) ? accountsIn(values, account) : undefined;
      if (confined) accounts = accounts?.filter((one) => confined.includes(one)) ?? confined;
    }
  }
  return { ownOrganization, by, accounts };
}

/** Nothing that stands for anything, nor a variable that may stand for whatever the caller is. */
const ONE = /^[^*?$]+$/;

/** The keys that name an organization or a network, as AWS writes them, and the values under which they confine to one. */
const boundaries: ReadonlyMap<string, { readonly key: string; readonly names: RegExp }> = new Map([
  ["aws:principalorgid", { key: "aws:PrincipalOrgID", names: /^(?:[^*?$]+|\$\{aws:ResourceOrgID\})$/ }],
  // o-a1b2c3d4e5/r-ab12/*
  ["aws:principalorgpaths", { key: "aws:PrincipalOrgPaths", names: /^[^*?$/]+\// }],
  ["aws:sourcevpc", { key: "aws:SourceVpc", names: ONE }],
  ["aws:sourcevpce", { key: "aws:SourceVpce", names: ONE }],
]);
const accountKeys: ReadonlySet<string> = new Set(["aws:principalaccount", "aws:sourceaccount", "aws:principalarn"]);

function isEach(values: readonly string[], test: (value: string) => boolean): boolean {
  return values.length > 0 && values.every(test);
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
/** And one for its organization. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
const OWN_ORGANIZATION = "${aws:ResourceOrgID}";
