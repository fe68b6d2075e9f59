/**
 * The web ACL of a distribution. A call replaces the whole configuration, so a call with an empty web ACL does not say whether there was
 * one before.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DisassociateDistributionWebACL.html
 */
import { defineService, named, type Place, type Turn, valueAt } from "../../protection/effect.ts";

const about = {
  remedy:
    "Put a web ACL in place: `aws cloudfront associate-distribution-web-acl`. If the distribution needs none, resolve the alert.",
  resource: ({ name }: { readonly name: string }) => `distribution/${name}`,
} as const;

export const cloudfront = defineService({
  name: "cloudfront",
  label: "CloudFront",
  arnService: "cloudfront",
  isGlobal: true,
  consolePath: "/cloudfront/v4/home",
  protections: {
    "web-acl": {
      subject: ({ name }) => `The web ACL of distribution ${name}`,
      severity: "HIGH",
      off: { is: "is removed", was: "was removed" },
      on: { is: "is in place", was: "was put in place" },
      meaning: "requests to the distribution are not filtered",
      ...about,
    },
    configuration: {
      subject: ({ name }) => `Distribution ${name}`,
      severity: "MEDIUM",
      off: { is: "has no web ACL", was: "was changed, and has no web ACL" },
      on: { is: "has a web ACL", was: "was given a web ACL" },
      meaning: "the record does not show whether it had one before",
      ...about,
    },
  },
  calls: {
    DisassociateDistributionWebACL: [{ protection: "web-acl", name: named("id"), turn: "off" }],
    AssociateDistributionWebACL: [
      { protection: "web-acl", name: named("id"), turn: "on" },
      { protection: "configuration", name: named("id"), turn: "on" },
    ],
    UpdateDistribution: [
      { protection: "configuration", name: named("id"), turn: byWebAcl },
      { protection: "web-acl", name: named("id"), turn: onByWebAcl },
    ],
    DeleteDistribution: [
      { protection: "web-acl", name: named("id"), turn: "gone", did: "was deleted with it" },
      { protection: "configuration", name: named("id"), turn: "gone", did: "was deleted" },
    ],
  },
});

/** Nothing if the record does not contain it. */
function byWebAcl({ parameters }: Place): Turn | undefined {
  const acl = valueAt(parameters, "distributionConfig.webACLId");
  return typeof acl === "string" ? (acl === "" ? "off" : "on") : undefined;
}

function onByWebAcl(place: Place): Turn | undefined {
  return byWebAcl(place) === "on" ? "on" : undefined;
}
