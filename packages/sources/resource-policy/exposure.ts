/**
 * Whom a resource policy lets in from outside the account of its resource. It is the same for every service that has such policies.
 *
 * A needless alert costs a look, a missed one the resource: in doubt, a resource is open. A condition confines, and a Deny takes something
 * back, only if that is certain. Which accounts belong to the resource's organization is unknown here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { demandsOf, leftBy } from "./condition.ts";
import { type Confinement, confinementBy } from "./confinement.ts";
import type { ResourcePolicy, Statement } from "./policy.ts";
import { EVERYONE, isAccount, type Whom, wholeAccountsIn, whomOf } from "./principal.ts";
import { isAboutAllOf } from "./scope.ts";

export type Exposure =
  | { readonly to: "nobody" }
  /** To these accounts, or to everyone when there are none, but within the organizations or networks that these keys name. */
  | { readonly to: "confined"; readonly accounts: readonly string[]; readonly by: readonly string[] }
  | { readonly to: "accounts"; readonly accounts: readonly string[] }
  | { readonly to: "everyone" };

/** Whom outside `account`, the resource's own, the policy lets in. */
export function exposureOf(policy: ResourcePolicy, account: string): Exposure {
  const denials = policy.Statement.filter(({ Effect }) => Effect === "Deny")
    .slice(0, DENIALS_LIMIT)
    .map((statement) => denialBy(statement, account));
  const reaches: Reach[] = [];
  for (const statement of policy.Statement) {
    if (statement.Effect === "Deny") continue;
    for (const reach of reachesOf(statement, denials, account)) {
      if (reach.whom === EVERYONE && reach.by.length === 0) return { to: "everyone" };
      if (reach.whom.length > 0) reaches.push(reach);
    }
  }
  const open = joined(reaches.filter(({ by }) => by.length === 0));
  if (open === EVERYONE) return { to: "everyone" };
  if (open.length > 0) return { to: "accounts", accounts: open };
  if (reaches.length === 0) return { to: "nobody" };
  const confined = joined(reaches);
  return {
    to: "confined",
    accounts: confined === EVERYONE ? [] : confined,
    by: [...new Set(reaches.flatMap(({ by }) => by))].sort(),
  };
}

/** The most denials that are considered, and the most ways that they may leave open: beyond that, a Deny counts for nothing. */
const DENIALS_LIMIT = 50;
const WAYS_LIMIT = 10;

/** Whom a statement lets in, within the keys that confine them to an organization or network. */
interface Reach {
  readonly whom: Whom;
  readonly by: readonly string[];
}

function joined(reaches: readonly Reach[]): Whom {
  const all = new Set<string>();
  for (const { whom } of reaches) {
    if (whom === EVERYONE) return EVERYONE;
    for (const one of whom) all.add(one);
  }
  return [...all].sort();
}

/** Whom outside an Allow statement lets in, after its condition and the denials: one reach for each way that they leave open. */
function reachesOf(grant: Statement, denials: readonly Denial[], account: string): readonly Reach[] {
  let named: Reach = { whom: namedBy(grant), by: [] };
  for (const demand of demandsOf(grant.Condition)) {
    const confinement = confinementBy(demand, account);
    if (confinement) named = confine(named, confinement, account);
  }
  let reaches: readonly Reach[] = [named];
  for (const denial of denials) {
    if (!isAboutAllOf(denial.statement, grant)) continue;
    const left = reaches.flatMap((reach) => afterDenial(reach, denial, account));
    if (left.length <= WAYS_LIMIT) reaches = left;
  }
  return reaches.map(({ whom, by }) => ({
    whom: whom === EVERYONE ? whom : whom.filter((one) => one !== account),
    by,
  }));
}

/** NotPrincipal with Allow lets in everyone but those it names. */
function namedBy({ Principal }: Statement): Whom {
  return Principal === undefined ? EVERYONE : whomOf(Principal);
}

interface Denial {
  readonly statement: Statement;
  /** One of these holds for everyone whom it does not deny; nothing if a caller may choose not to be denied. */
  readonly ways: readonly Confinement[] | undefined;
  /** The accounts that it denies as a whole. */
  readonly shut: ReadonlySet<string>;
}

function denialBy(statement: Statement, account: string): Denial {
  const isPlain = Object.keys(statement.Condition).length === 0;
  const shut = new Set(isPlain ? wholeAccountsIn(statement.Principal ?? {}) : []);
  return { statement, ways: waysRound(statement, account), shut };
}

/** What a Deny leaves of a reach: each way around it, or all but the accounts that it denies. */
function afterDenial(reach: Reach, { ways, shut }: Denial, account: string): readonly Reach[] {
  if (ways !== undefined) return ways.map((way) => confine(reach, way, account));
  return [reach.whom === EVERYONE ? reach : { ...reach, whom: reach.whom.filter((one) => !shut.has(one)) }];
}

function waysRound({ Principal, NotPrincipal, Condition }: Statement, account: string): Denial["ways"] {
  const spared = NotPrincipal === undefined ? [] : whomOf(NotPrincipal);
  if (spared === EVERYONE || (Principal !== undefined && !Principal.AWS?.includes("*"))) return undefined;
  const ways: Confinement[] = spared.length === 0 ? [] : [{ to: "accounts", accounts: new Set(spared) }];
  const left = leftBy(Condition);
  if (left === undefined) return undefined;
  for (const demand of left) {
    const way = confinementBy(demand, account);
    if (way === undefined) return undefined;
    ways.push(way);
  }
  return ways;
}

function confine({ whom, by }: Reach, confinement: Confinement, account: string): Reach {
  switch (confinement.to) {
    case "ours":
      return { whom: [], by };
    case "boundary":
      return { whom, by: by.includes(confinement.key) ? by : [...by, confinement.key] };
    case "accounts": {
      const { accounts } = confinement;
      if (whom === EVERYONE) return { whom: [...accounts], by };
      const hasOthers = [...accounts].some((one) => one !== account);
      // A principal of unknown account may belong to one of these, and an entry of unknown account here may be any account.
      const isAnyOf = [...accounts].some((one) => !isAccount(one));
      return { whom: whom.filter((one) => isAnyOf || accounts.has(one) || (!isAccount(one) && hasOthers)), by };
    }
  }
}
