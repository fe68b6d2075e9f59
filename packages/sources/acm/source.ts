/** Certificates that end, from ACM's own events, AWS Config's rule, and the call that deletes one. */
import { API_CALL, succeeded } from "../cloudtrail.ts";
import { COMPLIANCE_CHANGE, judged } from "../config/change.ts";
import { defineSource } from "../source.ts";
import { complianceChanged } from "./config-rule.ts";
import { approaching, available, deleted, expired, renewalActionRequired, revoked } from "./expiry.ts";
import { revocations, schema } from "./schema.ts";

export const acm = defineSource({
  name: "acm",
  about:
    "certificates that expire, fail to renew, renew, are revoked or deleted; AWS Config's `acm-certificate-expiration-check` as second reporter",
  pattern: {
    source: ["aws.acm", "aws.config"],
    $or: [
      {
        "detail-type": [
          "ACM Certificate Approaching Expiration",
          "ACM Certificate Expired",
          "ACM Certificate Renewal Action Required",
          ...revocations,
        ],
      },
      {
        "detail-type": ["ACM Certificate Available"],
        // An issuance or a first import ends nothing.
        detail: { Action: ["RENEWAL", "REIMPORT"] },
      },
      {
        "detail-type": [API_CALL],
        detail: { eventSource: ["acm.amazonaws.com"], eventName: ["DeleteCertificate"], ...succeeded },
      },
      {
        "detail-type": [COMPLIANCE_CHANGE],
        detail: {
          messageType: ["ComplianceChangeNotification"],
          resourceType: ["AWS::ACM::Certificate"],
          // Security Hub, conformance packs and organization rules put their own text before or after the name.
          configRuleName: [{ wildcard: "*acm-certificate-expiration-check*" }],
          ...judged,
        },
      },
    ],
  },
  reporters: ["acm", "acm-renewal", "config"],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "ACM Certificate Approaching Expiration":
        return approaching(event);
      case "ACM Certificate Expired":
        return expired(event);
      case "ACM Certificate Renewal Action Required":
        return renewalActionRequired(event);
      case "ACM Certificate Available":
        return available(event);
      case "ACM Certificate Revoked":
      case "ACM Certificate Revoked by Certificate Authority (CA)":
        return revoked(event);
      case API_CALL:
        return deleted(event);
      case COMPLIANCE_CHANGE:
        return complianceChanged(event);
    }
  },
});
