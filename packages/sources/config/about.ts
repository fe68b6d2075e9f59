/** Which alert a compliance change is about. */
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, parseArn, partitionOf } from "@tocsin/core/event/arn";
import type { ManagedRule } from "../reported/managed-rules.ts";
import { managedRules } from "../reported/managed-rules.ts";
import { attributesOfGap } from "../reported/protections.ts";
import { ACCOUNT, aboutReported } from "../reported/reported.ts";
import { reporterOf, voiceOf } from "./change.ts";
import type { ComplianceChange } from "./schema.ts";

/** The alert that the condition's own source has; nothing where the rule speaks of what the condition cannot be about. */
export function aboutKnown({ detail }: ComplianceChange, rule: ManagedRule) {
  const { awsAccountId: account, awsRegion: region, resourceType: type, resourceId: id, configRuleName } = detail;
  const condition = managedRules[rule];
  const about = aboutReported(condition, { account, region, type, id });
  return (
    about && {
      ...about,
      reporter: reporterOf(configRuleName),
      attributes: { ...attributesOfGap(condition, about.identity.discriminator), configRule: configRuleName },
    }
  );
}

/** What a rule asks for is known to whoever made it: each rule has an alert of its own on each resource. */
export function aboutCompliance({ detail }: ComplianceChange) {
  const { awsAccountId: account, awsRegion: region, resourceType, resourceId, configRuleName } = detail;
  const voice = voiceOf(configRuleName);
  const isArn = parseArn(resourceId) !== undefined;
  const partition = partitionOf(region);
  const identity: Identity<"compliance"> = {
    condition: "compliance",
    ...{ partition, account, region },
    resource: isArn ? resourceId : "",
    // Ids are their service's own: two types may have the same.
    discriminator: isArn ? voice : `${voice}/${resourceType}/${resourceId}`,
  };
  const isAccount = resourceType === ACCOUNT;
  return {
    identity,
    reporter: reporterOf(configRuleName),
    name: isAccount ? `Account ${account}` : resourceId,
    resource: isAccount ? formatArn({ partition, service: "iam", region: "", account, resource: "root" }) : resourceId,
    link: consoleLink(
      region,
      `/config/home?region=${region}#/rules/details?configRuleName=${encodeURIComponent(configRuleName)}`,
    ),
    attributes: { configRule: configRuleName, resourceType },
  };
}
