/** The product of a finding, by its ARN. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html */

import { parseArn } from "@tocsin/core/event/arn";

/** The ARN's Region is Security Hub's, and its account the partner's: a custom product has the account in its name too. */
const PRODUCT = /:product(?:v2)?\/([^/]{1,64}\/[^/]{1,128})$/;

/** `aws/guardduty`, from the ARN of either Security Hub; nothing if it is no product's. */
export function productIn(arn: string): string | undefined {
  return PRODUCT.exec(arn)?.[1]?.toLowerCase();
}

/** The Region of the Security Hub that has the product. The documentation's own samples have a colon too many. */
export function regionIn(arn: string): string | undefined {
  return parseArn(arn.replace("::securityhub:", ":securityhub:"))?.region || undefined;
}

/** `access-keys-rotated`, for the rule that Security Hub made as `securityhub-access-keys-rotated-5d1f2a3b`. */
export function bareRule(name: string): string {
  return /^securityhub-(.{1,200})-[0-9a-z]{6,10}$/.exec(name)?.[1] ?? name;
}

/**
 * The type that the product itself gives: ASFF has it as the last part of a path, with a hyphen for its slash. Nothing if none of them has
 * that form.
 */
export function typeIn(types: readonly string[]): string | undefined {
  for (const type of types) {
    const last = type.slice(type.indexOf(":") < 0 ? type.length : type.lastIndexOf("/", type.indexOf(":")) + 1);
    if (TYPE.test(last)) return last.includes("/") ? last : last.replace("-", "/");
  }
  return undefined;
}

/** `UnauthorizedAccess:EC2-SSHBruteForce`, `AttackSequence:EC2/CompromisedInstanceGroup`. */
const TYPE = /^[A-Za-z]{1,40}:[A-Za-z0-9]{1,40}[-/][\w!.&/-]{1,100}$/;
