import { describe, expect, test } from "vitest";
import { exposedByAll, OTHER, OWN, PARTNER, variable } from "./testing/told.ts";

const ORG = "o-t0cs1nexmpl";
const everyone = { Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::ledger/*" };
const partner = { ...everyone, Principal: { AWS: `arn:aws:iam::${PARTNER}:root` } };
const denial = (fields: object) => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", ...fields });
const unless = (Condition: object) => denial({ Condition });

describe("a Deny for everyone", () => {
  test.each<[string, object, string]>([
    ["without a condition leaves nobody", {}, "nobody"],
    [
      "but of an organization leaves it",
      { StringNotEquals: { "aws:PrincipalOrgID": ORG } },
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "but of an organization, if there is one, leaves it",
      { StringNotEqualsIfExists: { "aws:PrincipalOrgID": ORG } },
      "everyone within aws:PrincipalOrgID",
    ],
    [
      "but of the own organization leaves nobody outside",
      { StringNotEquals: { "aws:PrincipalOrgID": variable("ResourceOrgID") } },
      "nobody",
    ],
    ["but of the own account leaves nobody outside", { StringNotEquals: { "aws:PrincipalAccount": OWN } }, "nobody"],
    ["but of some accounts leaves them", { StringNotEquals: { "aws:PrincipalAccount": [OWN, PARTNER] } }, PARTNER],
    [
      "but of roles of the own account leaves nobody outside",
      { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` } },
      "nobody",
    ],
    [
      "but of ARNs in a text that a star begins leaves everyone",
      { StringNotLike: { "aws:PrincipalArn": `*:${OWN}:role/ci` } },
      "everyone",
    ],
    [
      "but of paths in an organization leaves it",
      { "ForAllValues:StringNotLike": { "aws:PrincipalOrgPaths": `${ORG}/*` } },
      "everyone within aws:PrincipalOrgPaths",
    ],
    [
      "but of any other path leaves who has none",
      { "ForAnyValue:StringNotLike": { "aws:PrincipalOrgPaths": `${ORG}/*` } },
      "everyone",
    ],
    [
      "but from a network leaves it",
      { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
      "everyone within aws:SourceVpce",
    ],
    [
      "but from addresses leaves them",
      { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } },
      "everyone within aws:SourceIp",
    ],
    ["but from all addresses leaves everyone", { NotIpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, "everyone"],
    ["but from a network by a pattern leaves everyone", { StringNotLike: { "aws:SourceVpc": "vpc-*" } }, "everyone"],
    ["of an organization leaves all others", { StringEquals: { "aws:PrincipalOrgID": ORG } }, "everyone"],
    ["of an account leaves all others", { StringEquals: { "aws:PrincipalAccount": PARTNER } }, "everyone"],
    ["without TLS leaves who has it", { Bool: { "aws:SecureTransport": "false" } }, "everyone"],
    ["without an organization leaves all with one", { Null: { "aws:PrincipalOrgID": "true" } }, "everyone"],
    ["but of no value leaves everyone, in doubt", { StringNotEquals: { "aws:PrincipalOrgID": [] } }, "everyone"],
    ["by an operator that is not known leaves everyone", { StringDiffers: { "aws:PrincipalOrgID": ORG } }, "everyone"],
    ["who is no service leaves services", { BoolIfExists: { "aws:PrincipalIsAWSService": "false" } }, "nobody"],
    [
      "who is no service, as far as the key is there, leaves requests without credentials",
      { Bool: { "aws:PrincipalIsAWSService": "false" } },
      "everyone",
    ],
    ["who is a service leaves all others", { Bool: { "aws:PrincipalIsAWSService": "true" } }, "everyone"],
    [
      "outside an organization and its partners leaves both",
      {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": ORG, "aws:PrincipalAccount": [PARTNER, OTHER] },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
      `${OTHER} ${PARTNER}`,
    ],
    [
      "outside the own organization, but for services, leaves nobody outside",
      {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": variable("ResourceOrgID") },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
      "nobody",
    ],
    [
      "outside two networks leaves both",
      { StringNotEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" }, NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
      "everyone within aws:SourceIp aws:SourceVpc",
    ],
    [
      "outside an organization, where a tag is set, leaves who sets none",
      { StringNotEquals: { "aws:PrincipalOrgID": ORG }, StringEquals: { "aws:PrincipalTag/guest": "true" } },
      "everyone",
    ],
    [
      "outside an organization, not by a service, leaves who comes by one",
      { StringNotEquals: { "aws:PrincipalOrgID": ORG }, Bool: { "aws:ViaAWSService": "false" } },
      "everyone",
    ],
  ])("%s", (_title, Condition, expected) => {
    expect(exposedByAll([everyone, unless(Condition)])).toBe(expected);
  });
});

describe("a Deny takes back only what it is about", () => {
  const outside = { Condition: { StringNotEquals: { "aws:PrincipalAccount": OWN } } };
  test.each<[string, object, string]>([
    ["the same action", { Action: "s3:GetObject" }, "nobody"],
    ["the same action, whatever its case", { Action: "S3:getobject" }, "nobody"],
    ["actions by a pattern", { Action: ["s3:Put*", "s3:Get*"] }, "nobody"],
    ["all actions", { Action: "*" }, "nobody"],
    ["another action", { Action: "s3:PutObject" }, "everyone"],
    ["actions of another pattern", { Action: "s3:GetObject?*" }, "everyone"],
    ["all actions but others, in doubt not this one", { Action: undefined, NotAction: "s3:PutObject" }, "everyone"],
    ["no action at all", { Action: undefined }, "everyone"],
    ["the same resource", { Resource: ["arn:aws:s3:::ledger", "arn:aws:s3:::ledger/*"] }, "nobody"],
    ["the bucket, and not its objects", { Resource: "arn:aws:s3:::ledger" }, "everyone"],
    ["some of the objects", { Resource: "arn:aws:s3:::ledger/2026/*" }, "everyone"],
    ["objects by a pattern of one character", { Resource: "arn:aws:s3:::ledger/?" }, "everyone"],
    ["objects of a bucket by its beginning", { Resource: "arn:aws:s3:::led*" }, "nobody"],
    [
      "all resources but others, in doubt not this one",
      { Resource: undefined, NotResource: "arn:aws:s3:::elsewhere/*" },
      "everyone",
    ],
  ])("%s", (_title, scope, expected) => {
    expect(exposedByAll([everyone, denial({ ...outside, ...scope })])).toBe(expected);
  });

  test.each<[string, object, object, string]>([
    ["of actions by a pattern, one alone", { Action: "s3:*" }, { Action: "s3:GetObject" }, "everyone"],
    ["of actions by a pattern, all of them", { Action: "s3:Get*" }, { Action: "s3:*" }, "nobody"],
    ["of two actions, one alone", { Action: ["s3:GetObject", "s3:PutObject"] }, { Action: "s3:GetObject" }, "everyone"],
    ["of all actions but some, all actions", { Action: undefined, NotAction: "s3:Delete*" }, { Action: "*" }, "nobody"],
    [
      "of all actions but some, some actions",
      { Action: undefined, NotAction: "s3:Delete*" },
      { Action: "s3:*" },
      "everyone",
    ],
    [
      "where neither names a resource, as in a repository's policy",
      { Resource: undefined },
      { Resource: undefined },
      "nobody",
    ],
    [
      "where the grant names no resource, some resources",
      { Resource: undefined },
      { Resource: "arn:aws:s3:::ledger/*" },
      "everyone",
    ],
  ])("%s", (_title, grant, taken, expected) => {
    expect(exposedByAll([{ ...everyone, ...grant }, denial({ ...outside, ...taken })])).toBe(expected);
  });
});

describe("a Deny for some", () => {
  test.each<[string, readonly object[], string]>([
    ["an account as a whole is shut out", [partner, denial({ Principal: { AWS: PARTNER } })], "nobody"],
    [
      "an account by its root is shut out",
      [partner, denial({ Principal: { AWS: [`arn:aws:iam::${PARTNER}:root`] } })],
      "nobody",
    ],
    [
      "a role of the account is not the account",
      [partner, denial({ Principal: { AWS: `arn:aws:iam::${PARTNER}:role/ci` } })],
      PARTNER,
    ],
    [
      "a role of it is shut out with its account",
      [{ ...partner, Principal: { AWS: `arn:aws:iam::${PARTNER}:role/ci` } }, denial({ Principal: { AWS: PARTNER } })],
      "nobody",
    ],
    [
      "an account without TLS is not the account",
      [partner, denial({ Principal: { AWS: PARTNER }, Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      PARTNER,
    ],
    [
      "one account of two is shut out",
      [{ ...everyone, Principal: { AWS: [PARTNER, OTHER] } }, denial({ Principal: { AWS: PARTNER } })],
      OTHER,
    ],
    ["of everyone, one account is not all", [everyone, denial({ Principal: { AWS: PARTNER } })], "everyone"],
    ["a service is not all", [everyone, denial({ Principal: { Service: "rds.amazonaws.com" } })], "everyone"],
    ["any root is not all", [everyone, denial({ Principal: { AWS: "arn:aws:iam::*:root" } })], "everyone"],
    ["everyone of the AWS kind is all", [everyone, denial({ Principal: { AWS: "*" } })], "nobody"],
    ["every service is not all", [everyone, denial({ Principal: { Service: "*" } })], "everyone"],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });
});

describe("a Deny for all but some", () => {
  const but = (NotPrincipal: unknown, fields: object = {}) => denial({ Principal: undefined, NotPrincipal, ...fields });
  test.each<[string, readonly object[], string]>([
    ["all but the own account are shut out", [everyone, but({ AWS: `arn:aws:iam::${OWN}:root` })], "nobody"],
    [
      "all but roles of the own account are shut out",
      [everyone, but({ AWS: [`arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OWN}:role/ci`] })],
      "nobody",
    ],
    ["all but a foreign account are shut out", [everyone, but({ AWS: [OWN, PARTNER] })], PARTNER],
    ["all but a service are shut out", [everyone, but({ Service: "cloudtrail.amazonaws.com" })], "nobody"],
    ["all but everyone are nobody, who loses nothing", [everyone, but("*")], "everyone"],
    ["a foreign account is not among those left", [partner, but({ AWS: OTHER })], "nobody"],
    [
      "whoever's account cannot be told may be one that is left out",
      [partner, but({ CanonicalUser: "79a59d" })],
      PARTNER,
    ],
    [
      "all but an account, outside a network, leave both",
      [everyone, but({ AWS: PARTNER }, { Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } } })],
      PARTNER,
    ],
    [
      "all but the own account, without TLS, leave who has it",
      [everyone, but({ AWS: OWN }, { Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      "everyone",
    ],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });
});

describe("several statements", () => {
  const outsideOrganization = unless({ StringNotEquals: { "aws:PrincipalOrgID": ORG } });
  test.each<[string, readonly object[], string]>([
    [
      "a Deny before the Allow counts as one after it",
      [unless({ StringNotEquals: { "aws:PrincipalAccount": OWN } }), everyone],
      "nobody",
    ],
    [
      "two Denies each take back",
      [everyone, outsideOrganization, unless({ StringNotEquals: { "aws:SourceVpc": "vpc-0a1b2c3d" } })],
      "everyone within aws:PrincipalOrgID aws:SourceVpc",
    ],
    [
      "a Deny of one action leaves the grant of another",
      [everyone, { ...partner, Action: "s3:PutObject" }, denial({ Action: "s3:GetObject" })],
      PARTNER,
    ],
    [
      "a Deny confines an account that is named",
      [partner, outsideOrganization],
      `${PARTNER} within aws:PrincipalOrgID`,
    ],
    [
      "a grant's own condition and a Deny both hold",
      [{ ...everyone, Condition: { StringEquals: { "aws:PrincipalAccount": PARTNER } } }, outsideOrganization],
      `${PARTNER} within aws:PrincipalOrgID`,
    ],
    ["Denies alone grant nothing", [outsideOrganization, denial({})], "nobody"],
  ])("%s", (_title, statements, expected) => {
    expect(exposedByAll(statements)).toBe(expected);
  });
});
