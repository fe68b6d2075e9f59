import { describe, expect, test } from "vitest";
import { managedRuleIn, managedRules } from "./managed-rules.ts";

describe("the managed rule that a rule was made of", () => {
  test.each([
    ["kms-cmk-not-scheduled-for-deletion", "kms-cmk-not-scheduled-for-deletion"],
    ["securityhub-kms-cmk-not-scheduled-for-deletion-1a2b3c4d", "kms-cmk-not-scheduled-for-deletion"],
    ["s3-bucket-public-read-prohibited-conformance-pack-qayjyopmd", "s3-bucket-public-read-prohibited"],
    ["OrgConfigRule-rds-snapshots-public-prohibited-ab1cd2ef", "rds-snapshots-public-prohibited"],
    ["Guardduty-Enabled-Centralized", "guardduty-enabled-centralized"],
    ["securityhub-securityhub-enabled-1a2b3c4d", "securityhub-enabled"],
    [
      "securityhub-s3-account-level-public-access-blocks-periodic-1a2b3c4d",
      "s3-account-level-public-access-blocks-periodic",
    ],
    ["s3-account-level-public-access-blocks-1a2b3c4d", "s3-account-level-public-access-blocks"],
  ])("is found in %s", (given, found) => {
    expect(managedRuleIn(given)).toBe(found);
  });

  test.each(["securityhub-enabledness", "xmacie-status-check", "encrypted-volumes", "", "constructor", "alb-waf"])(
    "is none in %j",
    (given) => {
      expect(managedRuleIn(given)).toBeUndefined();
    },
  );

  test("is itself for each, whatever stands around it", () => {
    for (const name of Object.keys(managedRules)) {
      expect(managedRuleIn(name)).toBe(name);
      expect(managedRuleIn(`securityhub-${name}-0a1b2c3d`)).toBe(name);
      expect(managedRuleIn(`${name}-conformance-pack-abc123def`)).toBe(name);
    }
  });
});
