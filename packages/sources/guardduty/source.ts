/** Amazon GuardDuty: threats, malware in S3, and gaps in what it watches. */
import { API_CALL, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { archivingCalls, observeArchiving } from "./archive.ts";
import { observeFinding } from "./finding.ts";
import { observeObjectScan, observeProtectionStatus, observeTaggingFailed } from "./malware.ts";
import { observeRuntimeProtection } from "./runtime.ts";
import { protectionStatusTypes, schema } from "./schema.ts";

export const guardduty = defineSource({
  name: "guardduty",
  about: "findings with their updates, attack sequences, malware scans, protection that is not running",
  // https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-guardduty.html
  pattern: {
    source: ["aws.guardduty"],
    $or: [
      {
        "detail-type": [
          "GuardDuty Finding",
          "GuardDuty Malware Protection Object Scan Result",
          ...protectionStatusTypes,
          "GuardDuty Malware Protection Post Scan Action Failed",
          "GuardDuty Runtime Protection Unhealthy",
          "GuardDuty Runtime Protection Healthy",
        ],
      },
      {
        "detail-type": [API_CALL],
        detail: { eventSource: ["guardduty.amazonaws.com"], eventName: [...archivingCalls], ...succeeded },
      },
    ],
  },
  // https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
  delegated: ["GuardDuty Finding"],
  administeredBy: () => "guardduty",
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "GuardDuty Finding":
        return observeFinding(event);
      case "GuardDuty Malware Protection Object Scan Result":
        return observeObjectScan(event);
      case "GuardDuty Malware Protection Post Scan Action Failed":
        return observeTaggingFailed(event);
      case "GuardDuty Runtime Protection Unhealthy":
      case "GuardDuty Runtime Protection Healthy":
        return observeRuntimeProtection(event);
      case API_CALL:
        return observeArchiving(event);
      default:
        return observeProtectionStatus(event);
    }
  },
});
