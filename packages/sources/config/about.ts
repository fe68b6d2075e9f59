/** The alert that a compliance change is about. */
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { rootOf } from "../protection/gap.ts";
import type { ManagedRule } from "../reported/managed-rules.ts";
import { managedRules } from "../reported/managed-rules.ts";
import { attributesOfGap } from "../reported/protections.ts";
import { ACCOUNT, aboutReported, type ReportedResource } from "../reported/reported.ts";
import { reporterOf, voiceOf } from "./change.ts";
import type { ComplianceChange } from "./schema.ts";

/** The same alert that the condition's own source has; nothing if the condition cannot be about the resource. */
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

/**
 * The resource and the check that it fails, whoever reports it. @param check the control, or the rule without the part of its name that
 * each deployment changes.
 */
export function ofCheck(check: string, { account, region, type, id }: ReportedResource): Identity<"compliance"> {
  const isArn = parseArn(id) !== undefined;
  return {
    condition: "compliance",
    ...{ partition: partitionOf(region), account, region },
    resource: isArn ? id : "",
    // An id is unique only within its service: two types may have the same.
    discriminator: isArn ? check : `${check}/${type}/${id}`,
  };
}

/** Only a rule's author knows what it requires: each rule has its own alert for each resource. */
export function aboutCompliance({ detail }: ComplianceChange) {
  const { awsAccountId: account, awsRegion: region, resourceType, resourceId, configRuleName } = detail;
  const identity = ofCheck(voiceOf(configRuleName), { account, region, type: resourceType, id: resourceId });
  const isAccount = resourceType === ACCOUNT;
  return {
    identity,
    reporter: reporterOf(configRuleName),
    name: isAccount ? `Account ${account}` : resourceId,
    resource: isAccount ? rootOf({ account, region }) : resourceId,
    link: consoleLink(
      region,
      `/config/home?region=${region}#/rules/details?configRuleName=${encodeURIComponent(configRuleName)}`,
    ),
    attributes: { configRule: configRuleName, resourceType },
  };
}
