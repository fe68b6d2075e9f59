/** An organization that does not exist. */
import type { Random } from "./random.ts";

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** As `payments-prod`. */
  readonly name: string;
  readonly team: string;
  /** The team's domain, below one that is reserved for examples. */
  readonly domain: string;
}

export interface Organization {
  readonly accounts: readonly Account[];
  /** Where GuardDuty, Inspector and Macie are administered: it hears of its members' findings too. */
  readonly administrator: Account;
  readonly regions: readonly string[];
}

const REGIONS = ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"];
const DOMAINS = ["example.com", "example.org", "example.net"];
const FIRST_NAMES = [
  "security-tooling",
  "payments-prod",
  "storefront-prod",
  "logistics-prod",
  "datalake-prod",
  "identity-prod",
  "partners-prod",
  "network-hub",
  "storefront-staging",
  "mobile-staging",
  "research-sandbox",
  "log-archive",
];
const TEAMS = [
  "billing",
  "catalog",
  "claims",
  "fleet",
  "fraud",
  "loyalty",
  "mailing",
  "pricing",
  "search",
  "warehouse",
];
const STAGES = ["prod", "staging", "dev"];

/** @throws RangeError unless `accounts` is a whole number from 1 on. */
export function inventOrganization(random: Random, accounts: number): Organization {
  if (!Number.isInteger(accounts) || accounts < 1) throw new RangeError(`not a number of accounts: ${accounts}`);
  const taken = new Set<string>();
  const members = Array.from({ length: accounts }, (_, index) => {
    const name = FIRST_NAMES[index] ?? laterName(index - FIRST_NAMES.length);
    const team = name.split("-")[0] ?? name;
    return { id: newAccountId(random, taken, index), name, team, domain: `${team}.${random.pick(DOMAINS)}` };
  });
  const [administrator] = members;
  if (!administrator) throw new RangeError("an organization has an account");
  return { accounts: members, administrator, regions: REGIONS };
}

/** The account that plays a part: by its name, or any if the organization is too small to have it. */
export function accountNamed({ accounts, administrator }: Organization, name: string): Account {
  return accounts.find((account) => account.name === name) ?? accounts.at(-1) ?? administrator;
}

function laterName(number: number): string {
  const team = TEAMS[number % TEAMS.length] ?? "team";
  const stage = STAGES[Math.floor(number / TEAMS.length) % STAGES.length] ?? "prod";
  const round = Math.floor(number / (TEAMS.length * STAGES.length));
  return round === 0 ? `${team}-${stage}` : `${team}-${stage}-${round + 1}`;
}

function newAccountId(random: Random, taken: Set<string>, index: number): string {
  // One account shows that an id is no number: leading zeros are lost by whoever takes it for one.
  const id = index === 3 ? `00${random.digits(10)}` : `${random.integer(1, 9)}${random.digits(11)}`;
  if (taken.has(id)) return newAccountId(random, taken, index);
  taken.add(id);
  return id;
}
