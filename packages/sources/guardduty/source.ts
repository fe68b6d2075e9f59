/** Amazon GuardDuty: threats, malware in S3, what it cannot watch, and who switches it off. */
import type { Observed } from "@tocsin/core/alert/observation";
import { API_CALL, succeeded } from "../cloudtrail.ts";
import { defineSource, type EventOf } from "../source.ts";
import { archivingCalls, observeArchiving } from "./archive.ts";
import { observeFinding } from "./finding.ts";
import { observeObjectScan, observeProtectionStatus, observeTaggingFailed } from "./malware.ts";
import { observeRuntimeProtection } from "./runtime.ts";
import { type calls, protectionStatusTypes, schema } from "./schema.ts";
import { observeCall } from "./tampering.ts";

const eventSource = ["guardduty.amazonaws.com"];

export const guardduty = defineSource({
  name: "guardduty",
  about:
    "findings with their updates, attack sequences, malware scans, protection that is not running or was switched off",
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
        detail: {
          eventSource,
          eventName: [
            "DeleteDetector",
            "StopMonitoringMembers",
            "DisassociateMembers",
            "StartMonitoringMembers",
            "DeleteFilter",
          ],
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: ["CreateDetector", "UpdateDetector"],
          // An update may leave it as it is, and change something else.
          requestParameters: { enable: [true, false] },
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        // Other filters only narrow what the console shows.
        detail: { eventSource, eventName: ["CreateFilter"], requestParameters: { action: ["ARCHIVE"] }, ...succeeded },
      },
      { "detail-type": [API_CALL], detail: { eventSource, eventName: [...archivingCalls], ...succeeded } },
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
        return observeAnyCall(event);
      default:
        return observeProtectionStatus(event);
    }
  },
});

function observeAnyCall(event: EventOf<typeof calls>): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "ArchiveFindings":
    case "UnarchiveFindings":
      return observeArchiving({ ...event, detail });
    default:
      return observeCall({ ...event, detail });
  }
}
