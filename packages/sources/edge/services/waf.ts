/**
 * WAF's current API: a web ACL protects a resource in a Region while it is associated with it; for a distribution, the distribution's own
 * configuration names the web ACL (`cloudfront.ts`).
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html
 */
import { isObject } from "@tocsin/core/text/json";
import { defineService, itemsAt, named, type Place, type Turn, valueAt } from "../../protection/effect.ts";

export const waf = defineService({
  name: "waf",
  label: "WAF",
  arnService: "wafv2",
  consolePath: "/wafv2/homev2/web-acls",
  protections: {
    association: {
      subject: ({ name }) => `The web ACL of ${name}`,
      severity: "HIGH",
      off: { is: "is removed", was: "was removed" },
      on: { is: "is in place", was: "was put in place" },
      meaning: "requests to the resource are not filtered",
      remedy:
        "Put a web ACL in place again: `aws wafv2 associate-web-acl`. If something else filters the requests, or the resource is deleted, resolve the alert.",
      resource: ({ name }) => name,
    },
    rules: {
      subject: ({ name }) => `The web ACL ${name}`,
      severity: "HIGH",
      off: { is: "lets everything through", was: "was left without a rule" },
      on: { is: "has rules", was: "was given rules" },
      meaning: "it stays in place and filters nothing",
      remedy: "Put its rules back: `aws wafv2 update-web-acl`. The earlier call and AWS Config have them.",
    },
    acl: {
      subject: ({ name }) => `The web ACL ${name}`,
      severity: "MEDIUM",
      off: { is: "is deleted", was: "was deleted" },
      on: { is: "is there", was: "was made" },
      meaning: "nothing is protected by it any more",
      remedy:
        "Make it again under its name, and associate it with what it protected. If another has taken its place, resolve the alert.",
    },
    logging: {
      subject: ({ name }) => `The log of the web ACL ${name}`,
      severity: "MEDIUM",
      off: { is: "is switched off", was: "was switched off" },
      on: { is: "is switched on", was: "was switched on" },
      meaning: "nobody can see any more which requests came and which ones it let through",
      remedy: "Switch it on again: `aws wafv2 put-logging-configuration`.",
      resource: ({ name }) => name,
    },
  },
  calls: {
    DisassociateWebACL: [{ protection: "association", name: named("resourceArn"), turn: "off" }],
    AssociateWebACL: [{ protection: "association", name: named("resourceArn"), turn: "on" }],
    UpdateWebACL: [{ protection: "rules", name: scopedName, turn: byRules }],
    CreateWebACL: [
      { protection: "acl", name: scopedName, turn: "on" },
      { protection: "rules", name: scopedName, turn: byRules },
    ],
    DeleteWebACL: [
      { protection: "acl", name: scopedName, turn: "off" },
      { protection: "rules", name: scopedName, turn: "gone", did: "was deleted" },
    ],
    DeleteLoggingConfiguration: [{ protection: "logging", name: named("resourceArn"), turn: "off" }],
    PutLoggingConfiguration: [{ protection: "logging", name: named("loggingConfiguration.resourceArn"), turn: "on" }],
  },
});

/** A name is unique only within its scope: `REGIONAL` or `CLOUDFRONT`. */
function scopedName({ parameters }: Place): string | undefined {
  const [scope, name] = [valueAt(parameters, "scope"), valueAt(parameters, "name")];
  return typeof scope === "string" && typeof name === "string" ? `${scope}/${name}` : undefined;
}

/** The call lists all rules of the web ACL. If its default action is to block, it lets nothing through without rules. */
function byRules({ parameters }: Place): Turn {
  const isClosed = isObject(valueAt(parameters, "defaultAction.block"));
  return itemsAt(parameters, "rules").length > 0 || isClosed ? "on" : "off";
}
