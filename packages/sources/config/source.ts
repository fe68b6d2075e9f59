/** Findings of AWS Config rules: of managed rules that have a condition, and of rules that are named for Tocsin. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import type { AttributesOf } from "@tocsin/core/alert/observable";
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { managedRuleIn } from "../reported/managed-rules.ts";
import { defineSource } from "../source.ts";
import { aboutCompliance, aboutKnown } from "./about.ts";
import { COMPLIANCE_CHANGE, complianceIn, judged, saidAt } from "./change.ts";
import { type Finding, findings } from "./findings.ts";
import { isNamedForTocsin, wantedRules } from "./pattern.ts";
import { type ComplianceChange, schema } from "./schema.ts";

export const config = defineSource({
  name: "config",
  about:
    "findings of AWS Config's managed rules about keys, secrets, buckets, snapshots, web ACLs and protection, as further reporter of the same alerts; and resources that do not comply with rules that are named `tocsin-…`",
  pattern: {
    source: ["aws.config"],
    "detail-type": [COMPLIANCE_CHANGE],
    detail: { configRuleName: wantedRules, ...judged },
  },
  reporters: ["config"],
  schema,
  observe(event) {
    const { configRuleName } = event.detail;
    const rule = managedRuleIn(configRuleName);
    // The source `acm` reads that rule's events.
    if (rule === "acm-certificate-expiration-check") return { ignored: "informational" };
    const known = rule && aboutKnown(event, rule);
    if (rule !== undefined && known !== undefined) return judgement(event, known, findings[rule]);
    // If a managed rule's condition cannot be about the resource, the finding is not dropped, but becomes `compliance`.
    if (rule === undefined && !isNamedForTocsin(configRuleName)) return { ignored: "informational" };
    return compliance(event);
  },
});

function compliance(event: ComplianceChange): Observed {
  const { name, ...about } = aboutCompliance(event);
  const annotation = event.detail.newEvaluationResult?.annotation?.replace(/[\s.:]+$/, "");
  return judgement(event, about, {
    severity: "MEDIUM",
    title: `${name} does not comply with ${event.detail.configRuleName}`,
    finds: `that the resource does not comply with the rule${annotation ? `: ${annotation}` : ""}`,
  });
}

interface About {
  readonly identity: Identity;
  readonly reporter: string;
  readonly resource: string;
  readonly link: string | undefined;
  readonly attributes: AttributesOf<ConditionName>;
}

function judgement(event: ComplianceChange, about: About, finding: Finding): Observed {
  const said = { ...about, at: saidAt(event.detail), attributes: { ...finding.attributes, ...about.attributes } };
  switch (complianceIn(event.detail)) {
    case "NON_COMPLIANT": {
      const { severity, title, finds, remedy } = finding;
      return [active(event, { ...said, severity, title, summary: `AWS Config finds ${finds}.`, remedy })];
    }
    case "COMPLIANT":
      return [
        cleared(event, {
          ...said,
          scope: "reporter",
          because: "fixed",
          summary: "AWS Config finds that the resource complies with its rule.",
        }),
      ];
    case "NOT_APPLICABLE":
      return [
        cleared(event, {
          ...said,
          scope: "reporter",
          because: "out-of-scope",
          summary: "AWS Config no longer evaluates the resource: it was deleted, or its rule no longer covers it.",
        }),
      ];
    case "INSUFFICIENT_DATA":
      return { ignored: "informational" };
  }
}
