import { describe, expect, test } from "vitest";
import { exposedBy, OTHER, OWN, PARTNER } from "./testing/told.ts";

const CANONICAL = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

describe("who is named", () => {
  test.each<[string, unknown, string]>([
    ["a user of another account is of that account", { AWS: `arn:aws:iam::${PARTNER}:user/ci` }, PARTNER],
    ["a user under a path is of its account", { AWS: `arn:aws:iam::${PARTNER}:user/eng/ci` }, PARTNER],
    ["a role under a path is of its account", { AWS: `arn:aws:iam::${PARTNER}:role/service-role/ci` }, PARTNER],
    ["a federated user is of its account", { AWS: `arn:aws:sts::${PARTNER}:federated-user/ann` }, PARTNER],
    ["an assumed role of the own account is not outside", { AWS: `arn:aws:sts::${OWN}:assumed-role/a/b` }, "nobody"],
    ["a role of another partition is of its account", { AWS: `arn:aws-us-gov:iam::${PARTNER}:role/ci` }, PARTNER],
    [
      "a role of the own account's number in China is taken for own",
      { AWS: `arn:aws-cn:iam::${OWN}:role/ci` },
      "nobody",
    ],
    [
      "a service-linked role of the own account is own",
      { AWS: `arn:aws:iam::${OWN}:role/aws-service-role/x/y` },
      "nobody",
    ],
    [
      "a path that holds the own account's id changes nothing",
      { AWS: `arn:aws:iam::${PARTNER}:role/${OWN}/ci` },
      PARTNER,
    ],
    ["an account with leading zeros is named with them", { AWS: "000000000042" }, "000000000042"],
    ["a number that is too short is named as it stands", { AWS: "12345" }, "12345"],
    ["a number with a star in it is everyone", { AWS: "9999*" }, "everyone"],
    ["a root of any account is everyone", { AWS: "arn:aws:iam::*:root" }, "everyone"],
    ["a question mark in the account is everyone", { AWS: "arn:aws:iam::99990000111?:root" }, "everyone"],
    ["a star in a role of the own account stays own", { AWS: `arn:aws:iam::${OWN}:role/app-*` }, "nobody"],
    ["a star in a role of another account is that account", { AWS: `arn:aws:iam::${PARTNER}:role/app-*` }, PARTNER],
    ["an account of S3 by its canonical id is whoever's", { CanonicalUser: CANONICAL }, CANONICAL],
    [
      "canonical ids beside accounts are named with them",
      { CanonicalUser: [CANONICAL], AWS: [PARTNER] },
      `${CANONICAL} ${PARTNER}`,
    ],
    [
      "an origin access identity does not say whose distribution it serves",
      { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE" },
      "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE",
    ],
    ["a deleted user is nobody", { AWS: "AIDAEXAMPLEEXAMPLE00" }, "nobody"],
    ["a deleted role beside an account hides nothing", { AWS: ["AROAEXAMPLEEXAMPLE00", PARTNER] }, PARTNER],
    ["a service of a Region is no account", { Service: "logs.eu-central-1.amazonaws.com" }, "nobody"],
    ["services and an account are the account", { Service: ["rds.amazonaws.com"], AWS: PARTNER }, PARTNER],
    ["every service is everyone", { Service: "*" }, "everyone"],
    ["a web identity of Cognito is of no account", { Federated: "cognito-identity.amazonaws.com" }, "nobody"],
    ["an identity provider of the own account is own", { Federated: `arn:aws:iam::${OWN}:oidc-provider/x` }, "nobody"],
    ["a list of nobody is nobody", { AWS: [] }, "nobody"],
    ["no kind at all is nobody", {}, "nobody"],
    ["a kind that is not known is named as it stands", { Robot: "r2" }, "r2"],
    ["a kind named like a property of objects is read as a kind", { constructor: PARTNER }, PARTNER],
    ["many accounts are all named", { AWS: [OTHER, `arn:aws:iam::${PARTNER}:root`, OWN] }, `${OTHER} ${PARTNER}`],
  ])("%s", (_title, Principal, expected) => {
    expect(exposedBy({ Principal })).toBe(expected);
  });

  test("a principal under the key __proto__ is read as one", () => {
    expect(exposedBy(JSON.parse(`{"Principal":{"__proto__":"${PARTNER}"}}`))).toBe(PARTNER);
  });
});

describe("who is not named", () => {
  test.each<[string, object, string]>([
    ["all but the own account are everyone", { NotPrincipal: { AWS: OWN } }, "everyone"],
    ["all but a service are everyone", { NotPrincipal: { Service: "rds.amazonaws.com" } }, "everyone"],
    [
      "all but an account, in an own account, are nobody outside",
      { NotPrincipal: { AWS: OTHER }, Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } },
      "nobody",
    ],
    [
      "all but an account, in that account, are counted as let in",
      { NotPrincipal: { AWS: OTHER }, Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } } },
      OTHER,
    ],
    [
      "all but an account, in an organization, are confined",
      { NotPrincipal: { AWS: OTHER }, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-b" } } },
      "everyone within aws:PrincipalOrgID",
    ],
  ])("%s", (_title, statement, expected) => {
    expect(exposedBy(statement)).toBe(expected);
  });
});

describe("what may be done does not matter to who is let in", () => {
  test.each<[string, object]>([
    ["one action", { Action: "kms:Decrypt", Resource: "*" }],
    ["reading what it is called", { Action: ["kms:DescribeKey"], Resource: "*" }],
    ["all but some actions", { NotAction: "kms:ScheduleKeyDeletion", Resource: "*" }],
    ["all but some resources", { Action: "s3:GetObject", NotResource: "arn:aws:s3:::reports/private/*" }],
    ["an action of another service", { Action: "ec2:RunInstances", Resource: "*" }],
    ["an action that is a number", { Action: 7, Resource: "*" }],
    ["no action at all", {}],
    ["another resource than the policy's own", { Action: "*", Resource: "arn:aws:s3:::elsewhere" }],
  ])("%s", (_title, scope) => {
    expect(exposedBy({ Principal: { AWS: PARTNER }, ...scope })).toBe(PARTNER);
  });
});
