import { describe, expect, test } from "vitest";
import { exposedBy, OTHER, OWN, PARTNER, variable } from "./testing/told.ts";

const ORG = "o-t0cs1nexmpl";
type Case = readonly [title: string, condition: object, expected: string];

function describeEveryone(name: string, cases: readonly Case[]): void {
  describe(`everyone, ${name}`, () => {
    test.each(cases)("%s", (_title, Condition, expected) => {
      expect(exposedBy({ Principal: "*", Condition })).toBe(expected);
    });
  });
}

describeEveryone("by account", [
  ["the caller's account, as KMS calls it, confines", { StringEquals: { "kms:CallerAccount": OWN } }, "nobody"],
  ["a foreign caller's account is let in", { StringEquals: { "kms:CallerAccount": PARTNER } }, PARTNER],
  [
    "a caller's account beside the service that he comes by is the account",
    { StringEquals: { "kms:CallerAccount": OWN, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
    "nobody",
  ],
  [
    "a service that he comes by alone does not confine",
    { StringEquals: { "kms:ViaService": "s3.amazonaws.com" } },
    "everyone",
  ],
  [
    "the own account by its variable confines",
    { StringEquals: { "aws:PrincipalAccount": variable("ResourceAccount") } },
    "nobody",
  ],
  [
    "a variable is read whatever its case",
    { StringEquals: { "aws:PrincipalAccount": variable("resourceaccount") } },
    "nobody",
  ],
  [
    "the resource's account being the caller's confines",
    { StringEquals: { "aws:ResourceAccount": variable("PrincipalAccount") } },
    "nobody",
  ],
  [
    "the resource's account being the own says nothing of the caller",
    { StringEquals: { "aws:ResourceAccount": OWN } },
    "everyone",
  ],
  [
    "a variable of the caller's account is any account",
    { StringEquals: { "aws:PrincipalAccount": variable("PrincipalAccount") } },
    "everyone",
  ],
  ["part of an account's id does not confine", { StringLike: { "aws:PrincipalAccount": "1111*" } }, "everyone"],
  ["an account beside a star does not confine", { StringLike: { "aws:PrincipalAccount": [OWN, "*"] } }, "everyone"],
  ["the account by Like, without a star, confines", { StringLike: { "aws:PrincipalAccount": OWN } }, "nobody"],
  ["the account whatever its case confines", { StringEqualsIgnoreCase: { "aws:PrincipalAccount": OWN } }, "nobody"],
  [
    "any of some accounts confines to them",
    { "ForAnyValue:StringEquals": { "aws:PrincipalAccount": [PARTNER, OTHER] } },
    `${OTHER} ${PARTNER}`,
  ],
  ["all but the own account is everyone", { StringNotEquals: { "aws:PrincipalAccount": OWN } }, "everyone"],
  ["all but a foreign account is everyone", { StringNotLike: { "aws:PrincipalAccount": PARTNER } }, "everyone"],
  ["the account that a topic's owner has confines", { StringEquals: { "aws:SourceOwner": OWN } }, "nobody"],
  ["access points of the own account confine", { StringEquals: { "s3:DataAccessPointAccount": OWN } }, "nobody"],
  ["access points of another account let it in", { StringEquals: { "s3:DataAccessPointAccount": PARTNER } }, PARTNER],
  [
    "any access point of the own account confines",
    { StringLike: { "s3:DataAccessPointArn": `arn:aws:s3:eu-central-1:${OWN}:accesspoint/*` } },
    "nobody",
  ],
  ["any access point does not", { StringLike: { "s3:DataAccessPointArn": "arn:aws:s3:*" } }, "everyone"],
  [
    "a number of an account confines as its text does",
    { StringEquals: { "aws:PrincipalAccount": 999900001111 } },
    PARTNER,
  ],
  ["a tag of the caller does not confine", { StringEquals: { "aws:PrincipalTag/team": "billing" } }, "everyone"],
  [
    "a tag named like an account does not",
    { StringEquals: { "aws:PrincipalTag/aws:PrincipalAccount": OWN } },
    "everyone",
  ],
  ["a user's name does not", { StringEquals: { "aws:username": "ann" } }, "everyone"],
  ["an external id does not", { StringEquals: { "sts:ExternalId": "7f3a" } }, "everyone"],
  ["an encryption context does not", { StringEquals: { "kms:EncryptionContext:app": "ledger" } }, "everyone"],
  ["grants for services alone do not", { Bool: { "kms:GrantIsForAWSResource": "true" } }, "everyone"],
]);

describeEveryone("by the caller's ARN", [
  ["any role of the own account confines", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` } }, "nobody"],
  [
    "anything of a foreign account lets it in",
    { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${PARTNER}:*` } },
    PARTNER,
  ],
  [
    "a star in the partition of an ARN stays there",
    { ArnLike: { "aws:PrincipalArn": `arn:*:iam::${OWN}:role/ci` } },
    "nobody",
  ],
  [
    "a star in the partition of a text may stand for a whole ARN",
    { StringLike: { "aws:PrincipalArn": `arn:*:iam::${OWN}:role/ci` } },
    "everyone",
  ],
  [
    "a star before the account of a text may stand for another account",
    { StringLike: { "aws:PrincipalArn": `arn:aws:*::${OWN}:role/ci` } },
    "everyone",
  ],
  [
    "a star after the account of a text confines",
    { StringLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` } },
    "nobody",
  ],
  [
    "a text that begins with a star does not confine",
    { StringLike: { "aws:PrincipalArn": `*:${OWN}:role/ci` } },
    "everyone",
  ],
  [
    "a role of the own account by its variable confines",
    { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${variable("ResourceAccount")}:role/*` } },
    "nobody",
  ],
  [
    "a role of the caller's account by its variable does not",
    { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${variable("PrincipalAccount")}:role/*` } },
    "everyone",
  ],
  ["part of an ARN does not confine", { StringLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}*` } }, "everyone"],
  [
    "a star for the account does not confine",
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } },
    "everyone",
  ],
  ["all ARNs but one do not confine", { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` } }, "everyone"],
  [
    "all ARNs but equal ones do not confine",
    { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/a` } },
    "everyone",
  ],
  [
    "an ARN that need not be there does not confine",
    { ArnLikeIfExists: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:*` } },
    "everyone",
  ],
  [
    "roles of two accounts are of both",
    { ArnEquals: { "aws:PrincipalArn": [`arn:aws:iam::${PARTNER}:role/a`, `arn:aws:iam::${OTHER}:role/b`] } },
    `${OTHER} ${PARTNER}`,
  ],
  [
    "one role of an account that cannot be told spoils them all",
    { ArnLike: { "aws:PrincipalArn": [`arn:aws:iam::${OWN}:role/a`, "arn:aws:iam::*:role/b"] } },
    "everyone",
  ],
]);

describeEveryone("by organization", [
  [
    "the organization of the source confines",
    { StringEquals: { "aws:SourceOrgID": ORG } },
    "everyone within aws:SourceOrgID",
  ],
  [
    "the own organization of the source is ours",
    { StringEquals: { "aws:SourceOrgID": variable("ResourceOrgID") } },
    "nobody",
  ],
  [
    "the resource's organization being the caller's is ours",
    { StringEquals: { "aws:ResourceOrgID": variable("PrincipalOrgID") } },
    "nobody",
  ],
  [
    "the resource's organization by name says nothing of the caller",
    { StringEquals: { "aws:ResourceOrgID": ORG } },
    "everyone",
  ],
  [
    "paths of the own organization are ours",
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${variable("ResourceOrgID")}/*` } },
    "nobody",
  ],
  [
    "paths of the source's organization confine",
    { "ForAnyValue:StringLike": { "aws:SourceOrgPaths": [`${ORG}/*`] } },
    "everyone within aws:SourceOrgPaths",
  ],
  [
    "paths in part of an organization's id do not",
    { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-t0*/r-ab12/*" } },
    "everyone",
  ],
  ["an organization's id by a pattern does not", { StringLike: { "aws:PrincipalOrgID": "o-*" } }, "everyone"],
  [
    "an organization's id with a question mark does not",
    { StringLike: { "aws:PrincipalOrgID": "o-t0cs1nexmp?" } },
    "everyone",
  ],
  ["having an organization does not", { Null: { "aws:PrincipalOrgID": "false" } }, "everyone"],
  ["having none does not", { Null: { "aws:PrincipalOrgID": "true" } }, "everyone"],
  ["an empty text is taken for no organization", { StringEquals: { "aws:PrincipalOrgID": "" } }, "everyone"],
  [
    "everyone but of an organization's paths does not",
    { "ForAllValues:StringNotLike": { "aws:PrincipalOrgPaths": `${ORG}/*` } },
    "everyone",
  ],
  ["a key of the same name under another prefix does not", { StringEquals: { "my:PrincipalOrgID": ORG } }, "everyone"],
]);

describeEveryone("by network", [
  ["an endpoint confines", { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } }, "everyone within aws:SourceVpce"],
  ["endpoints by a pattern do not", { StringLike: { "aws:SourceVpce": "vpce-*" } }, "everyone"],
  [
    "a network by its ARN confines",
    { ArnEquals: { "aws:SourceVpcArn": `arn:aws:ec2:eu-central-1:${OWN}:vpc/vpc-0a1b2c3d` } },
    "everyone within aws:SourceVpcArn",
  ],
  [
    "endpoints of an account confine, though to its network alone",
    { StringEquals: { "aws:VpceAccount": OWN } },
    "everyone within aws:VpceAccount",
  ],
  ["endpoints of any account do not", { StringLike: { "aws:VpceAccount": "*" } }, "everyone"],
  ["endpoints of an organization confine", { StringEquals: { "aws:VpceOrgID": ORG } }, "everyone within aws:VpceOrgID"],
  [
    "endpoints of the own organization confine to its network",
    { StringEquals: { "aws:VpceOrgID": variable("ResourceOrgID") } },
    "everyone within aws:VpceOrgID",
  ],
  [
    "endpoints of an organization's unit confine",
    { "ForAnyValue:StringLike": { "aws:VpceOrgPaths": `${ORG}/r-ab12/*` } },
    "everyone within aws:VpceOrgPaths",
  ],
  ["an address confines", { IpAddress: { "aws:SourceIp": "203.0.113.7" } }, "everyone within aws:SourceIp"],
  [
    "a range confines",
    { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/25"] } },
    "everyone within aws:SourceIp",
  ],
  ["a range of IPv6 confines", { IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, "everyone within aws:SourceIp"],
  [
    "the widest range that is somebody's confines",
    { IpAddress: { "aws:SourceIp": "11.0.0.0/8" } },
    "everyone within aws:SourceIp",
  ],
  ["a wider one does not", { IpAddress: { "aws:SourceIp": "10.0.0.0/7" } }, "everyone"],
  ["half the internet does not", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }, "everyone"],
  ["the whole internet does not", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, "everyone"],
  ["the whole of IPv6 does not", { IpAddress: { "aws:SourceIp": "::/0" } }, "everyone"],
  ["a wide range of IPv6 does not", { IpAddress: { "aws:SourceIp": "2001:db8::/31" } }, "everyone"],
  [
    "a narrow range beside the whole internet does not",
    { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } },
    "everyone",
  ],
  ["all but a range do not", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, "everyone"],
  ["an address within any network does not", { IpAddress: { "aws:VpcSourceIp": "10.1.2.0/24" } }, "everyone"],
  [
    "an address that need not be there does not",
    { IpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" } },
    "everyone",
  ],
  ["what is no address does not", { IpAddress: { "aws:SourceIp": "office" } }, "everyone"],
  [
    "a network that need not be there does not",
    { StringEqualsIfExists: { "aws:SourceVpc": "vpc-0a1b2c3d" } },
    "everyone",
  ],
  ["TLS does not", { Bool: { "aws:SecureTransport": "true" } }, "everyone"],
  [
    "MFA does not",
    { Bool: { "aws:MultiFactorAuthPresent": "true" }, NumericLessThan: { "aws:MultiFactorAuthAge": "300" } },
    "everyone",
  ],
  ["a date does not", { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } }, "everyone"],
  ["a referer does not", { StringLike: { "aws:Referer": "https://www.example.com/*" } }, "everyone"],
  ["a user agent does not", { StringEquals: { "aws:UserAgent": "secret" } }, "everyone"],
  ["a Region does not", { StringEquals: { "aws:RequestedRegion": "eu-central-1" } }, "everyone"],
]);

describeEveryone("by what a service acts for", [
  ["a service that acts for the own account is ours", { StringEquals: { "aws:SourceAccount": OWN } }, "nobody"],
  ["a service that acts for another account lets it in", { StringEquals: { "aws:SourceAccount": PARTNER } }, PARTNER],
  ["a resource of the own account is ours", { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${OWN}:*` } }, "nobody"],
  [
    "a resource of another account lets it in",
    { ArnEquals: { "aws:SourceArn": `arn:aws:sns:eu-central-1:${PARTNER}:jobs` } },
    PARTNER,
  ],
  [
    "a bucket is whoever's",
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::ledger-exports" } },
    "everyone within aws:SourceArn",
  ],
  [
    "a bucket in the own account is ours",
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::ledger-exports" }, StringEquals: { "aws:SourceAccount": OWN } },
    "nobody",
  ],
  ["any bucket does not confine", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }, "everyone"],
  ["any resource does not confine", { ArnLike: { "aws:SourceArn": "*" } }, "everyone"],
  ["a resource of any account does not confine", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:jobs" } }, "everyone"],
  [
    "a source in the text of which a star comes first does not",
    { StringLike: { "aws:SourceArn": `arn:*:${OWN}:jobs` } },
    "everyone",
  ],
  ["services of AWS alone are nobody outside", { Bool: { "aws:PrincipalIsAWSService": "true" } }, "nobody"],
  ["all but services do not confine", { Bool: { "aws:PrincipalIsAWSService": "false" } }, "everyone"],
  [
    "services, where the key need not be there, do not confine",
    { BoolIfExists: { "aws:PrincipalIsAWSService": "true" } },
    "everyone",
  ],
  [
    "a service by its name is nobody outside",
    { StringEquals: { "aws:PrincipalServiceName": "cloudtrail.amazonaws.com" } },
    "nobody",
  ],
  ["what comes by a service is still everyone's", { Bool: { "aws:ViaAWSService": "true" } }, "everyone"],
  [
    "a chain of calls is still everyone's",
    { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
    "everyone",
  ],
]);

describeEveryone("by the caller's id", [
  [
    "a role's id with any session confines to who knows whose role",
    { StringLike: { "aws:userid": "AROAEXAMPLEEXAMPLE00:*" } },
    "everyone within aws:userid",
  ],
  [
    "a user's id confines to who knows whose user",
    { StringEquals: { "aws:userid": "AIDAEXAMPLEEXAMPLE00" } },
    "everyone within aws:userid",
  ],
  ["part of an id does not", { StringLike: { "aws:userid": "AROA*" } }, "everyone"],
  ["a session of any role does not", { StringLike: { "aws:userid": "*:ci" } }, "everyone"],
]);

describeEveryone("by operators with a prefix or an ending", [
  [
    "all values asked of, and one there, confines",
    { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": ORG }, Null: { "aws:PrincipalOrgID": "false" } },
    "everyone within aws:PrincipalOrgID",
  ],
  [
    "a key that must be there makes IfExists confine",
    { StringEqualsIfExists: { "aws:PrincipalAccount": PARTNER }, Null: { "aws:principalaccount": false } },
    PARTNER,
  ],
  [
    "a key that must be missing does not",
    { StringEqualsIfExists: { "aws:PrincipalAccount": PARTNER }, Null: { "aws:PrincipalAccount": "true" } },
    "everyone",
  ],
  [
    "another key that must be there does not",
    { StringEqualsIfExists: { "aws:PrincipalOrgID": ORG }, Null: { "aws:PrincipalAccount": "false" } },
    "everyone",
  ],
  [
    "a key that must and must not be there does not",
    { StringEqualsIfExists: { "aws:PrincipalOrgID": ORG }, Null: { "aws:PrincipalOrgID": ["false", "true"] } },
    "everyone",
  ],
  [
    "any value, where the key need not be there, does not confine",
    { "ForAnyValue:StringEqualsIfExists": { "aws:PrincipalOrgID": ORG } },
    "everyone",
  ],
  [
    "all values that are not those do not confine",
    { "ForAllValues:StringNotEquals": { "aws:PrincipalOrgID": ORG } },
    "everyone",
  ],
  [
    "any value that is not one of those does not confine",
    { "ForAnyValue:StringNotEquals": { "aws:PrincipalOrgID": ORG } },
    "everyone",
  ],
  ["an operator that is not known does not confine", { StringMatches: { "aws:PrincipalOrgID": ORG } }, "everyone"],
  ["an operator of a property's name does not", { toString: { "aws:PrincipalOrgID": ORG } }, "everyone"],
  ["an operator in small letters is not known", { stringequals: { "aws:PrincipalOrgID": ORG } }, "everyone"],
  ["a prefix that is not known does not", { "ForSomeValues:StringEquals": { "aws:PrincipalOrgID": ORG } }, "everyone"],
  ["a number's operator does not", { NumericEquals: { "aws:PrincipalAccount": 111122223333 } }, "everyone"],
  ["a text of bytes does not", { BinaryEquals: { "aws:PrincipalOrgID": "bw==" } }, "everyone"],
  [
    "what does not confine takes nothing from what does",
    { StringEquals: { "aws:PrincipalOrgID": ORG, "aws:PrincipalTag/a": "b" }, Bool: { "aws:SecureTransport": "true" } },
    "everyone within aws:PrincipalOrgID",
  ],
  ["two values of a list need one another", { StringEquals: { "aws:PrincipalAccount": [OWN, PARTNER] } }, PARTNER],
  [
    "two demands leave who fits both",
    {
      StringEquals: { "aws:PrincipalAccount": [OTHER, PARTNER] },
      ArnLike: { "aws:PrincipalArn": [`arn:aws:iam::${PARTNER}:*`, `arn:aws:iam::${OWN}:*`] },
    },
    PARTNER,
  ],
]);

describe("conditions on accounts that are named", () => {
  test.each<[string, object, string]>([
    [
      "an address confines them too",
      { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
      `${PARTNER} within aws:SourceIp`,
    ],
    ["services alone are none of them", { Bool: { "aws:PrincipalIsAWSService": "true" } }, "nobody"],
    ["a tag does not confine them", { StringEquals: { "aws:PrincipalTag/team": "billing" } }, PARTNER],
    ["their own roles are theirs", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${PARTNER}:role/ci-*` } }, PARTNER],
    [
      "another's roles are not theirs",
      { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OTHER}:role/ci-*` } },
      "nobody",
    ],
    ["any role by its name is theirs", { StringLike: { "aws:PrincipalArn": "arn:*:iam::*:role/ci-*" } }, PARTNER],
  ])("%s", (_title, Condition, expected) => {
    expect(exposedBy({ Principal: { AWS: PARTNER }, Condition })).toBe(expected);
  });

  test.each<[string, string, string]>([
    ["whoever's account cannot be told may be of a foreign one", PARTNER, "79a59d"],
    ["or is of the own, and not outside", OWN, "nobody"],
  ])("%s", (_title, account, expected) => {
    const Condition = { StringEquals: { "aws:PrincipalAccount": account } };
    expect(exposedBy({ Principal: { CanonicalUser: "79a59d" }, Condition })).toBe(expected);
  });
});
