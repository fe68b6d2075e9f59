import { parse } from "@tocsin/core/text/parse";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Exposure, exposureOf } from "./exposure.ts";
import { policyField, type ResourcePolicy } from "./policy.ts";
import { covers } from "./scope.ts";
import { type Caller, lets, like, type Request } from "./testing/evaluator.ts";
import { OTHER, OWN, PARTNER, variable } from "./testing/told.ts";

const OWN_ORG = "o-ownexample";
const PARTNER_ORG = "o-partnerexa";
const LONER = "333344445555";

/** A role of the own account, one of another account of its organization, two of other accounts, and one whose path reads like an own role. */
const roles = [
  { account: OWN, org: OWN_ORG, role: "role/app" },
  { account: OTHER, org: OWN_ORG, role: "role/app" },
  { account: PARTNER, org: PARTNER_ORG, role: "role/app" },
  { account: LONER, org: undefined, role: "role/app" },
  { account: LONER, org: undefined, role: `role/x:iam::${OWN}:role/app` },
];
const networks = [
  {},
  { "aws:sourcevpc": ["vpc-1"], "aws:sourcevpce": ["vpce-1"] },
  { "aws:sourcevpc": ["vpc-9"] },
  { "aws:sourceip": ["203.0.113.5"] },
  { "aws:sourceip": ["192.0.2.9"] },
];
const resource = { "aws:resourceaccount": [OWN], "aws:resourceorgid": [OWN_ORG] };
const actions = ["s3:GetObject", "s3:PutObject"];
const resources = ["arn:aws:s3:::ledger/1", "arn:aws:s3:::ledger/2"];

interface Known {
  readonly caller: Caller;
  readonly context: Request["context"];
  readonly org?: string | undefined;
}

const callers: readonly Known[] = [
  ...roles.map(({ account, org, role }): Known => {
    const name = `arn:aws:iam::${account}:${role}`;
    return {
      caller: { kind: "account", account, name },
      org,
      context: {
        "aws:principalaccount": [account],
        "kms:calleraccount": [account],
        "aws:principalarn": [name],
        "aws:principalisawsservice": ["false"],
        ...(org && { "aws:principalorgid": [org], "aws:principalorgpaths": [`${org}/r-1/ou-1/`] }),
      },
    };
  }),
  { caller: { kind: "anonymous", account: "", name: "" }, context: {} },
  ...[OWN, PARTNER].map(
    (account): Known => ({
      caller: { kind: "service", account: "", name: "sns.amazonaws.com" },
      context: {
        "aws:principalisawsservice": ["true"],
        "aws:principalservicename": ["sns.amazonaws.com"],
        "aws:sourceaccount": [account],
        "aws:sourcearn": [`arn:aws:sns:eu-central-1:${account}:jobs`],
      },
    }),
  ),
];

/** Every request that is possible. */
const requests = callers.flatMap(({ caller, context, org }) =>
  networks.flatMap((network) =>
    actions.flatMap((action) =>
      resources.map((on) => ({
        org,
        request: { caller, action, resource: on, context: { ...context, ...network, ...resource } } satisfies Request,
      })),
    ),
  ),
);

const isOutside = ({ org, request: { caller } }: (typeof requests)[number]) =>
  caller.kind !== "service" && caller.account !== OWN && org !== OWN_ORG;
const outsiders = requests.filter(isOutside);
/** Outsiders with nothing but an account: in no organization, and from no network of anybody's. */
const strangers = outsiders.filter(
  ({ org, request: { context } }) =>
    org === undefined && context["aws:sourcevpc"] === undefined && context["aws:sourceip"]?.[0] !== "203.0.113.5",
);

const valuesOf: Readonly<Record<string, readonly string[]>> = {
  "aws:PrincipalOrgID": [OWN_ORG, PARTNER_ORG, variable("ResourceOrgID"), "o-*", "*"],
  "aws:PrincipalOrgPaths": [`${OWN_ORG}/*`, `${PARTNER_ORG}/r-1/*`, "*/r-1/*"],
  "aws:PrincipalAccount": [OWN, PARTNER, LONER, variable("ResourceAccount"), "9999*"],
  "kms:CallerAccount": [OWN, PARTNER],
  "aws:PrincipalArn": [
    `arn:aws:iam::${OWN}:role/*`,
    `arn:aws:iam::${variable("ResourceAccount")}:role/*`,
    `arn:aws:iam::${variable("PrincipalAccount")}:role/*`,
    `arn:aws:iam::${PARTNER}:role/app`,
    `arn:*:iam::${OWN}:role/app`,
    `arn:aws:*::${OWN}:role/app`,
    "arn:aws:iam::*:role/app",
    `*${OWN}:role/app`,
  ],
  "aws:SourceVpc": ["vpc-1", "vpc-*"],
  "aws:SourceVpce": ["vpce-1", "vpce-?"],
  "aws:SourceAccount": [OWN, PARTNER],
  "aws:SourceArn": [`arn:aws:sns:*:${OWN}:*`, `arn:aws:sns:eu-central-1:${PARTNER}:jobs`, "arn:aws:sns:*:*:jobs"],
  "aws:PrincipalIsAWSService": ["true", "false"],
  "aws:PrincipalTag/team": ["a"],
};
const addresses = ["203.0.113.0/24", "203.0.113.5", "0.0.0.0/0", "128.0.0.0/1"];

const qualified = fc.constantFrom("", "ForAnyValue:", "ForAllValues:");
const ending = fc.constantFrom("", "IfExists");
const operatorFor = (key: string): fc.Arbitrary<string> => {
  if (key === "aws:SourceIp") return fc.constantFrom("IpAddress", "NotIpAddress");
  if (key === "aws:PrincipalIsAWSService") return fc.constant("Bool");
  return key.endsWith("Arn")
    ? fc.constantFrom("StringLike", "ArnLike", "ArnEquals", "StringNotLike", "ArnNotLike", "ArnNotEquals")
    : fc.constantFrom("StringEquals", "StringLike", "StringNotEquals", "StringNotLike");
};
const condition = fc.constantFrom(...Object.keys(valuesOf), "aws:SourceIp").chain((key) =>
  fc
    .tuple(
      qualified,
      operatorFor(key),
      ending,
      fc.uniqueArray(fc.constantFrom(...(valuesOf[key] ?? addresses)), { minLength: 1, maxLength: 2 }),
      fc.option(fc.constantFrom("true", "false"), { freq: 4, nil: undefined }),
    )
    .map(([qualifier, operator, ifExists, values, missing]) => ({
      // For a single value, the qualifier means nothing; AWS refuses neither.
      [`${qualifier}${operator}${ifExists}`]: { [key]: values },
      ...(missing === undefined ? {} : { Null: { [key]: missing } }),
    })),
);
const conditions = fc.array(condition, { maxLength: 2 }).map((all) => Object.assign({}, ...all));
const principal = fc.constantFrom<unknown>(
  "*",
  "*",
  { AWS: "*" },
  { AWS: [OWN, PARTNER] },
  { AWS: `arn:aws:iam::${PARTNER}:root` },
  { AWS: [`arn:aws:iam::${LONER}:role/app`, OWN] },
  { Service: "sns.amazonaws.com" },
  { Service: "sns.amazonaws.com", AWS: LONER },
);
const who = fc.oneof(
  { weight: 4, arbitrary: principal.map((Principal) => ({ Principal })) },
  { weight: 1, arbitrary: principal.map((NotPrincipal) => ({ NotPrincipal })) },
);
const scope = fc.record({
  Action: fc.constantFrom<string | string[]>("*", "s3:*", "s3:GetObject", ["s3:GetObject", "s3:PutObject"]),
  Resource: fc.constantFrom<string | string[]>("*", "arn:aws:s3:::ledger/*", resources, resources[0] ?? ""),
});
const statement = fc
  .tuple(fc.constantFrom("Allow", "Allow", "Deny"), who, scope, conditions)
  .map(([Effect, named, about, Condition]) => ({ Effect, ...named, ...about, Condition }));

function policyOf(statements: readonly object[]): ResourcePolicy {
  const parsed = parse(policyField, { Version: "2012-10-17", Statement: statements });
  if (!parsed.ok) throw new Error("no policy");
  return parsed.value;
}

function names(found: Exposure, account: string): boolean {
  return (
    found.to === "everyone" ||
    (found.to === "accounts" && found.accounts.includes(account)) ||
    (found.to === "confined" && (found.accounts.length === 0 || found.accounts.includes(account)))
  );
}

const RUNS = { numRuns: 1000 };

test("whoever the evaluation lets in from outside is not missed", () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
      const policy = policyOf(statements);
      const found = exposureOf(policy, OWN);
      for (const { request } of outsiders)
        if (lets(policy, request)) expect(found.to, JSON.stringify(request)).not.toBe("nobody");
      for (const { request } of strangers)
        if (lets(policy, request)) expect(names(found, request.caller.account), JSON.stringify(request)).toBe(true);
    }),
    RUNS,
  );
});

test("what is confined to a boundary lets in nobody without one", () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
      const policy = policyOf(statements);
      if (exposureOf(policy, OWN).to !== "confined") return;
      for (const { request } of strangers) expect(lets(policy, request), JSON.stringify(request)).toBe(false);
    }),
    RUNS,
  );
});

test("whoever is named by one statement that is understood can get in", () => {
  // A star that may stand for an account, an organization or a network is open only in doubt; no account has the keys of a service.
  const doubtful = /IfExists|ForAll|Not|Null|Tag|SourceA|StringEquals":[^}]*[*?]|[":]\*[:1/]|"\*"|[-9]\*|\?/;
  const understood = condition.filter((one) => !doubtful.test(JSON.stringify(one)));
  const simple = fc
    .tuple(principal, fc.option(understood, { nil: {} }))
    .map(([Principal, Condition]) => ({ Effect: "Allow", Principal, Condition }));
  fc.assert(
    fc.property(simple, (one) => {
      const policy = policyOf([one]);
      const found = exposureOf(policy, OWN);
      const isIn = (account: string) =>
        requests.some(({ request }) => request.caller.account === account && lets(policy, request));
      // A pattern or a wide range of addresses may let in nobody of this small world.
      if (found.to === "accounts") {
        for (const account of found.accounts) {
          const isOfService = requests.some(
            ({ request }) => request.caller.kind === "service" && lets(policy, request),
          );
          expect(isIn(account) || isOfService, account).toBe(true);
        }
      }
      if (found.to === "everyone" && Object.keys(one.Condition).length === 0) expect(isIn(LONER)).toBe(true);
      if (found.to === "nobody") expect(outsiders.some(({ request }) => lets(policy, request))).toBe(false);
    }),
    RUNS,
  );
});

test("a pattern that covers another matches whatever that matches", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
  fc.assert(
    fc.property(pattern, pattern, text, (wider, narrower, one) => {
      if (covers(wider, narrower) && like(narrower, one)) expect(like(wider, one)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(covers("a*", "ab*?")).toBe(true);
  expect(covers("a?", "a*")).toBe(false);
});
