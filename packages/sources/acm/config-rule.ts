/**
 * Observations from AWS Config's rule `acm-certificate-expiration-check`: a second path to the same alert, since ACM's events are best
 * effort.
 * https://docs.aws.amazon.com/config/latest/developerguide/acm-certificate-expiration-check.html
 */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { complianceIn, reporterOf, saidAt } from "../config/change.ts";
import { about } from "./certificate.ts";
import type { ComplianceChange } from "./schema.ts";

export function complianceChanged(event: ComplianceChange): Observed {
  const { certificate, detail } = event;
  const said = {
    ...about("certificate-expiry", certificate),
    reporter: reporterOf(detail.configRuleName),
    at: saidAt(detail),
    attributes: { configRule: detail.configRuleName },
  };
  switch (complianceIn(detail)) {
    case "NON_COMPLIANT":
      return [
        active(event, {
          ...said,
          // The event does not say when the certificate ends, only that fewer days are left than the rule allows, 14 by default: worth a
          // look. ACM's own events have the date and raise the alert as it comes nearer.
          severity: "MEDIUM",
          // The annotation is left out: it counts the days that were left at that time.
          summary: "AWS Config finds the end of the certificate nearer than its rule allows.",
        }),
      ];
    case "COMPLIANT":
      return [
        cleared(event, {
          ...said,
          scope: "reporter",
          because: "fixed",
          summary: "AWS Config finds the certificate valid for as long as its rule asks.",
        }),
      ];
    case "NOT_APPLICABLE":
      return [
        cleared(event, {
          ...said,
          scope: "reporter",
          because: "out-of-scope",
          summary: "AWS Config no longer evaluates the certificate: it was deleted, or its rule no longer covers it.",
        }),
      ];
    case "INSUFFICIENT_DATA":
      return { ignored: "informational" };
  }
}
