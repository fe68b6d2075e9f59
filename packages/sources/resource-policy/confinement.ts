/**
 * To whom a demand of a condition confines a grant. A demand counts only if it certainly confines: its values name someone, and only AWS
 * sets the key in a request. Which other organizations and networks are ours is unknown here: the policy's author may have named their own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseArn } from "@tocsin/core/event/arn";
import { type Demand, SERVICE } from "./condition.ts";
import { isAccount } from "./principal.ts";

export type Confinement =
  /** To the resource's own organization, or to AWS services. */
  | { readonly to: "ours" }
  | { readonly to: "accounts"; readonly accounts: ReadonlySet<string> }
  /** To the organizations or networks that the key names, as AWS writes it. */
  | { readonly to: "boundary"; readonly key: string };

/** @param account the resource's own. */
export function confinementBy(demand: Demand, account: string): Confinement | undefined {
  const { key, values, by } = demand;
  if (key === SERVICE) return by === "flag" && values.every(isTrue) ? { to: "ours" } : undefined;
  if (by === "flag") return undefined;
  if (SERVICE_NAMES.has(key)) return { to: "ours" };
  if (isOwnOrganization(demand)) return { to: "ours" };
  const accounts = accountsBy(demand, account);
  if (accounts !== undefined) return { to: "accounts", accounts };
  const boundary = boundaries.get(key);
  return boundary && values.every((value) => boundary.names.test(value))
    ? { to: "boundary", key: boundary.key }
    : undefined;
}

const isTrue = (value: string) => value.toLowerCase() === "true";

/** Only requests of AWS services have these keys. */
const SERVICE_NAMES: ReadonlySet<string> = new Set(["aws:principalservicename", "aws:principalservicenameslist"]);

/** Policy variables, whose names are not case-sensitive, that stand for the resource's own account and organization. */
const OWN_ACCOUNT = /\$\{aws:ResourceAccount\}/i;
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
const OWN_ORGANIZATION = "${aws:resourceorgid}";
/** Those for the caller's account and organization. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
const ACCOUNT_OF_CALLER = "${aws:principalaccount}";
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variables are written like that.
const ORGANIZATION_OF_CALLER = "${aws:principalorgid}";

function isOwnOrganization({ key, values }: Demand): boolean {
  const lower = values.map((value) => value.toLowerCase());
  switch (key) {
    case "aws:principalorgid":
    case "aws:sourceorgid":
      return lower.every((value) => value === OWN_ORGANIZATION);
    case "aws:principalorgpaths":
    case "aws:sourceorgpaths":
      return lower.every((value) => value.startsWith(`${OWN_ORGANIZATION}/`));
    case "aws:resourceorgid":
      return lower.every((value) => value === ORGANIZATION_OF_CALLER);
    case "aws:resourceaccount":
      return lower.every((value) => value === ACCOUNT_OF_CALLER);
    default:
      return false;
  }
}

const ACCOUNT_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:sourceaccount",
  "aws:sourceowner",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
]);
const ARN_KEYS: ReadonlySet<string> = new Set(["aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"]);

/** The accounts that the values name; nothing if one value names none, and so does not confine. */
function accountsBy({ key, values, by }: Demand, account: string): ReadonlySet<string> | undefined {
  const isArn = ARN_KEYS.has(key);
  if (!isArn && !ACCOUNT_KEYS.has(key)) return undefined;
  const accounts = new Set<string>();
  for (const value of values) {
    const meant = value.replace(OWN_ACCOUNT, account);
    const named = isArn ? accountInArn(meant, by) : meant;
    if (named === undefined || !isAccount(named)) return undefined;
    accounts.add(named);
  }
  return accounts;
}

/**
 * In an ARN that is compared as one text, a star before the account also stands for colons: `arn:*:iam::111122223333:role/x` matches a role
 * of another account whose path contains the rest.
 */
function accountInArn(value: string, by: Demand["by"]): string | undefined {
  const account = parseArn(value)?.account;
  if (account === undefined || by === "arn") return account;
  return WILDCARD.test(value.split(":").slice(0, 4).join(":")) ? undefined : account;
}

const WILDCARD = /[*?$]/;
/** No wildcard, and no variable, whose value the caller may determine. */
const ONE = /^[^*?$]+$/;
/** Also the resource's own organization, as that of a network. */
const ORGANIZATION = /^(?:[^*?$]+|\$\{aws:ResourceOrgID\})$/i;
/** `o-a1b2c3d4e5/r-ab12/*` */
const PATHS = /^(?:[^*?$/]+|\$\{aws:ResourceOrgID\})\//i;
/** A user's id, or a role's with any session: `AROAEXAMPLEEXAMPLE00:*`. */
const USER_ID = /^A[A-Z0-9]{15,127}(?::.*)?$/;
/**
 * No wider than the widest range that S3 does not call public: /8, and /32 for IPv6.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const ADDRESSES =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/(?:[89]|[12]\d|3[0-2]))?|(?=[\da-f.]*:)[\da-f:.]+(?:\/(?:3[2-9]|[4-9]\d|1[01]\d|12[0-8]))?)$/i;

/** The keys that name an organization, a network or a caller of unknown account, and the values under which they confine to it. */
const boundaries: ReadonlyMap<string, { readonly key: string; readonly names: RegExp }> = new Map(
  (
    [
      ["aws:PrincipalOrgID", ORGANIZATION],
      ["aws:PrincipalOrgPaths", PATHS],
      ["aws:SourceOrgID", ORGANIZATION],
      ["aws:SourceOrgPaths", PATHS],
      // The ARN of a bucket, which names no account.
      ["aws:SourceArn", ONE],
      ["aws:SourceVpc", ONE],
      ["aws:SourceVpcArn", ONE],
      ["aws:SourceVpce", ONE],
      ["aws:VpceAccount", /^(?:\d{12}|\$\{aws:ResourceAccount\})$/i],
      ["aws:VpceOrgID", ORGANIZATION],
      ["aws:VpceOrgPaths", PATHS],
      ["aws:SourceIp", ADDRESSES],
      ["aws:userid", USER_ID],
    ] as const
  ).map(([key, names]) => [key.toLowerCase(), { key, names }]),
);
