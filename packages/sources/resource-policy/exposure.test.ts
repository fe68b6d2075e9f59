import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exposure } from "./exposure.ts";
import { exposedBy, exposure, OTHER, OWN, PARTNER, told, variable } from "./testing/told.ts";

describe("principals", () => {
  test.each<[string, object, string]>([
    ["a star is everyone", { Principal: "*" }, "everyone"],
    ["a star of the AWS kind is everyone", { Principal: { AWS: "*" } }, "everyone"],
    ["a star among others is everyone", { Principal: { AWS: [`arn:aws:iam::${OWN}:root`, "*"] } }, "everyone"],
    ["a star of another kind is everyone", { Principal: { Federated: "*" } }, "everyone"],
    ["an ARN of any account is everyone", { Principal: { AWS: "arn:aws:iam::*:role/reader" } }, "everyone"],
    ["all but some are everyone", { NotPrincipal: { AWS: `arn:aws:iam::${OWN}:root` } }, "everyone"],
    ["all but a star are treated alike", { NotPrincipal: "*" }, "everyone"],
    ["the own account is nobody outside", { Principal: { AWS: `arn:aws:iam::${OWN}:root` } }, "nobody"],
    ["the own account by its id is nobody outside", { Principal: { AWS: OWN } }, "nobody"],
    ["a role of the own account is nobody outside", { Principal: { AWS: [`arn:aws:iam::${OWN}:role/*`] } }, "nobody"],
    ["a foreign account is named", { Principal: { AWS: `arn:aws:iam::${PARTNER}:root` } }, PARTNER],
    ["a foreign account by its id is named", { Principal: { AWS: [PARTNER] } }, PARTNER],
    [
      "a session of a foreign role is named",
      { Principal: { AWS: `arn:aws-cn:sts::${PARTNER}:assumed-role/reader/ci` } },
      PARTNER,
    ],
    [
      "a foreign identity provider is named",
      { Principal: { Federated: `arn:aws:iam::${PARTNER}:saml-provider/x` } },
      PARTNER,
    ],
    ["several are named once, in order", { Principal: { AWS: [PARTNER, OTHER, PARTNER] } }, `${OTHER} ${PARTNER}`],
    ["a service is not foreign", { Principal: { Service: ["rds.amazonaws.com"] } }, "nobody"],
    ["a web identity is of no account", { Principal: { Federated: "accounts.google.com" } }, "nobody"],
    ["what a deleted role leaves behind lets in nobody", { Principal: { AWS: "AROAEXAMPLEEXAMPLE00" } }, "nobody"],
    ["a Deny lets in nobody", { Effect: "Deny", Principal: "*" }, "nobody"],
  ])("%s", (_title, statement, expected) => {
    expect(exposedBy(statement)).toBe(expected);
  });
});

describe("conditions on everyone", () => {
  const ORG = "o-t0cs1nexmpl";
  test.each<[string, object, string]>([
    ["an organization confines", { StringEquals: { "aws:PrincipalOrgID": ORG } }, "everyone within aws:PrincipalOrgID"],
    [
      "keys are read whatever their case",
      { StringEquals: { "AWS:principalorgid": [ORG] } },
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "one organization of several confines",
      { "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": [ORG, "o-b"] } },
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "the resource's own organization is nobody outside",
      { StringEquals: { "aws:PrincipalOrgID": variable("ResourceOrgID") } },
      "nobody",
    ],
    [
      "the resource's own organization beside another confines to who knows which",
      { StringEquals: { "aws:PrincipalOrgID": [variable("ResourceOrgID"), ORG] } },
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "the resource's own organization settles it, whatever network it is used from",
      { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d", "aws:PrincipalOrgID": variable("ResourceOrgID") } },
      "nobody",
    ],
    [
      "another variable is no organization of ours",
      { StringEquals: { "aws:PrincipalOrgID": variable("PrincipalOrgID") } },
      "everyone",
    ],
    [
      "an organization and a network are both named",
      { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d", "aws:PrincipalOrgID": ORG } },
      "everyone within aws:PrincipalOrgID aws:SourceVpc",
    ],
    [
      "the own account settles it, whatever the organization",
      { StringEquals: { "aws:PrincipalAccount": OWN, "aws:PrincipalOrgID": ORG } },
      "nobody",
    ],
    [
      "a foreign account in an organization is both",
      { StringEquals: { "aws:PrincipalAccount": [OWN, PARTNER], "aws:PrincipalOrgID": ORG } },
      `${PARTNER} within aws:PrincipalOrgID`,
    ],
    [
      "paths in an organization confine",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ORG}/r-ab12/*` } },
      "everyone within aws:PrincipalOrgPaths",
    ],
    [
      "paths in any organization do not",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "*/r-ab12/*" } },
      "everyone",
    ],
    ["a network confines", { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } }, "everyone within aws:SourceVpc"],
    [
      "an endpoint confines",
      { StringEquals: { "aws:SourceVpce": ["vpce-0a1b2c3d"] } },
      "everyone within aws:SourceVpce",
    ],
    [
      "a variable that stands for whatever network it is does not confine",
      { StringEquals: { "aws:SourceVpc": variable("SourceVpc") } },
      "everyone",
    ],
    ["the own account confines", { StringEquals: { "aws:PrincipalAccount": OWN } }, "nobody"],
    ["the own account confines as a number too", { StringEquals: { "aws:SourceAccount": Number(OWN) } }, "nobody"],
    [
      "the own account confines as a variable",
      { StringEquals: { "aws:PrincipalAccount": variable("ResourceAccount") } },
      "nobody",
    ],
    [
      "roles of the own account confine",
      { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/ci-*` } },
      "nobody",
    ],
    ["a foreign account is let in", { StringEquals: { "aws:PrincipalAccount": [OWN, PARTNER] } }, PARTNER],
    ["a foreign role is let in", { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${PARTNER}:role/ci` } }, PARTNER],
    [
      "each condition confines further",
      {
        StringEquals: { "aws:PrincipalAccount": [OWN, PARTNER] },
        ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` },
      },
      "nobody",
    ],
    [
      "each condition confines further, in any order",
      {
        ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` },
        StringEquals: { "aws:PrincipalAccount": [OWN, PARTNER] },
      },
      "nobody",
    ],
    [
      "a role of any account does not confine",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } },
      "everyone",
    ],
    [
      "an organization beside a role of any account confines",
      { StringEquals: { "aws:PrincipalOrgID": ORG }, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } },
      "everyone within aws:PrincipalOrgID",
    ],
    ["a star does not confine", { StringLike: { "aws:PrincipalOrgID": "*" } }, "everyone"],
    ["a star beside a value does not confine", { StringLike: { "aws:SourceVpc": ["vpc-0a1b2c3d", "*"] } }, "everyone"],
    [
      "a list of no value does not confine",
      { StringEquals: { "aws:PrincipalOrgID": [], "aws:PrincipalAccount": [] } },
      "everyone",
    ],
    ["everyone but an organization does not confine", { StringNotEquals: { "aws:PrincipalOrgID": ORG } }, "everyone"],
    ["a key that may be missing does not confine", { StringEqualsIfExists: { "aws:PrincipalOrgID": ORG } }, "everyone"],
    ["no value at all passes ForAllValues", { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": ORG } }, "everyone"],
    ["that a key is there does not confine", { Null: { "aws:PrincipalOrgID": "false" } }, "everyone"],
    ["addresses of a network confine", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, "everyone within aws:SourceIp"],
    ["encryption in transit does not confine", { Bool: { "aws:SecureTransport": true } }, "everyone"],
  ])("%s", (_title, Condition, expected) => {
    expect(exposedBy({ Principal: "*", Condition })).toBe(expected);
  });
});

describe("conditions on a foreign account", () => {
  const Principal = { AWS: `arn:aws:iam::${PARTNER}:root` };
  test.each<[string, object, string]>([
    [
      "an organization may be ours or not",
      { StringEquals: { "aws:PrincipalOrgID": "o-t0cs1nexmpl" } },
      `${PARTNER} within aws:PrincipalOrgID`,
    ],
    [
      "a network may be ours or not",
      { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
      `${PARTNER} within aws:SourceVpce`,
    ],
    [
      "the own organization makes it one of ours",
      { StringEquals: { "aws:PrincipalOrgID": variable("ResourceOrgID") } },
      "nobody",
    ],
    ["another account shuts it out", { StringEquals: { "aws:PrincipalAccount": OWN } }, "nobody"],
    ["its own account changes nothing", { StringEquals: { "aws:PrincipalAccount": PARTNER } }, PARTNER],
  ])("%s", (_title, Condition, expected) => {
    expect(exposedBy({ Principal, Condition })).toBe(expected);
  });
});

describe("several statements", () => {
  const inOrganization = {
    Effect: "Allow",
    Principal: "*",
    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-b" } },
  };
  const inNetwork = {
    Effect: "Allow",
    Principal: { AWS: PARTNER },
    Condition: { StringEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
  };
  test.each<[string, readonly object[], string]>([
    ["are as open as the widest: everyone", [inOrganization, { Effect: "Allow", Principal: "*" }], "everyone"],
    ["are as open as the widest: an account", [inOrganization, { Effect: "Allow", Principal: { AWS: OTHER } }], OTHER],
    [
      "are confined to all that they name",
      [inNetwork, inOrganization],
      "everyone within aws:PrincipalOrgID aws:SourceVpc",
    ],
    [
      "are confined still beside one for the own account",
      [inNetwork, { Effect: "Allow", Principal: { AWS: OWN } }],
      `${PARTNER} within aws:SourceVpc`,
    ],
  ])("%s", (_title, Statement, expected) => {
    expect(told(exposure({ Statement }))).toBe(expected);
  });
});

describe("what is not a policy", () => {
  test.each<[string, unknown]>([
    ["what is not JSON", "HIDDEN_DUE_TO_SECURITY_REASONS"],
    ["the empty text", ""],
    ["a list", "[]"],
    ["a policy without statements", "{}"],
    ["a statement without effect", { Statement: { Principal: "*" } }],
    ["a statement with an effect of its own", { Statement: { Effect: "Audit", Principal: "*" } }],
    ["a statement without principal", { Statement: { Effect: "Allow" } }],
    ["a statement with both kinds of principal", { Statement: { Effect: "Allow", Principal: "*", NotPrincipal: "*" } }],
    ["a principal that is a number", { Statement: { Effect: "Allow", Principal: { AWS: 111122223333 } } }],
    ["a condition that is a text", { Statement: { Effect: "Allow", Principal: "*", Condition: "none" } }],
    ["one bad statement among good ones", { Statement: [{ Effect: "Deny", Principal: "*" }, null] }],
    ["null", null],
    ["nothing", undefined],
  ])("%s is refused", (_title, policy) => {
    expect(exposure(policy)).toBe("refused");
  });

  test("a policy of no statement lets in nobody", () => {
    expect(exposure({ Statement: [] })).toEqual({ to: "nobody" });
  });
});

describe("laws", () => {
  const principal = fc.constantFrom<unknown>(
    "*",
    { AWS: "*" },
    { AWS: OWN },
    { AWS: [PARTNER, OWN] },
    { AWS: `arn:aws:iam::${OTHER}:role/ci` },
    { Service: "rds.amazonaws.com" },
  );
  const condition = fc.constantFrom<Record<string, Record<string, string | string[]>>>(
    {},
    { StringEquals: { "aws:PrincipalOrgID": "o-t0cs1nexmpl" } },
    { StringEquals: { "aws:PrincipalAccount": [PARTNER, OWN] } },
    { StringNotEquals: { "aws:PrincipalAccount": OWN } },
    { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OTHER}:role/*` } },
    { StringLike: { "aws:SourceVpc": "vpc-*" } },
    { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
    { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d", "aws:PrincipalOrgID": variable("ResourceOrgID") } },
    { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d", "aws:PrincipalAccount": OWN } },
    { Bool: { "aws:SecureTransport": "true" } },
  );
  const statement = fc.record({ Effect: fc.constantFrom("Allow", "Deny"), Principal: principal, Condition: condition });
  const statements = fc.array(statement, { maxLength: 4 });

  const levels: readonly Exposure["to"][] = ["nobody", "confined", "accounts", "everyone"];
  const isPartOf = (a: readonly string[], b: readonly string[]) => a.every((one) => b.includes(one));

  /** Whether `a` is no more open than `b`: by kind, and within a kind by the sets of accounts and of keys. */
  function isWithin(a: Exposure | "refused", b: Exposure | "refused"): boolean {
    if (a === "refused" || b === "refused") return false;
    if (a.to === "accounts" && b.to === "accounts") return isPartOf(a.accounts, b.accounts);
    // Without accounts, the policy lets in everyone.
    if (a.to === "confined" && b.to === "confined")
      return (
        isPartOf(a.by, b.by) && (b.accounts.length === 0 || (a.accounts.length > 0 && isPartOf(a.accounts, b.accounts)))
      );
    return levels.indexOf(a.to) <= levels.indexOf(b.to);
  }

  test("another statement opens a policy farther or leaves it as it is", () => {
    fc.assert(
      fc.property(statements, statement, (Statement, more) => {
        expect(isWithin(exposure({ Statement }), exposure({ Statement: [...Statement, more] }))).toBe(true);
      }),
    );
  });

  test("a Deny changes nothing, nor does the order of the statements", () => {
    fc.assert(
      fc.property(statements, (Statement) => {
        const allowed = Statement.filter(({ Effect }) => Effect === "Allow");
        expect(exposure({ Statement: allowed.reverse() })).toEqual(exposure({ Statement }));
      }),
    );
  });

  test("a condition on a statement without one never opens it farther", () => {
    fc.assert(
      fc.property(principal, condition, (Principal, Condition) => {
        const bare = { Effect: "Allow", Principal };
        expect(isWithin(exposure({ Statement: { ...bare, Condition } }), exposure({ Statement: bare }))).toBe(true);
      }),
    );
  });

  test("nothing but the secret's own account or organization makes what lets in others safe", () => {
    fc.assert(
      fc.property(condition, (Condition) => {
        const isOwn = /ResourceOrgID|"aws:PrincipalAccount":"111122223333"/.test(
          JSON.stringify(Condition.StringEquals),
        );
        const found = exposure({ Statement: { Effect: "Allow", Principal: "*", Condition } });
        expect(found).toMatchObject(isOwn ? { to: "nobody" } : { to: expect.not.stringMatching("nobody") });
      }),
    );
  });

  test("a policy says the same as text and as an object", () => {
    fc.assert(
      fc.property(statements, (Statement) => {
        expect(exposure(JSON.stringify({ Statement }))).toEqual(exposure({ Statement }));
      }),
    );
  });

  test("anything is read or refused, never thrown at", () => {
    const anything = fc.oneof(
      fc.json(),
      fc.jsonValue(),
      fc.record({
        Statement: fc.record({ Effect: fc.constant("Allow"), Principal: fc.jsonValue(), Condition: fc.jsonValue() }),
      }),
    );
    fc.assert(
      fc.property(anything, (policy) => {
        expect(exposure(policy)).toBeDefined();
      }),
    );
  });
});
