/**
 * Removed protection of an account's resources in the Internet, and attacks on them, from calls to WAF, CloudFront, Shield and Firewall
 * Manager, and from alarms on Shield's metrics. No service sends an event of its own about these.
 */
import { API_CALL, succeeded } from "../cloudtrail.ts";
import { observeCall } from "../protection/observe.ts";
import { defineSource } from "../source.ts";
import { alarmChanged, alarmConfigured } from "./alarm.ts";
import { schema } from "./schema.ts";
import { eventSources, services } from "./services.ts";

const ATTACKS = "AWS/DDoSProtection";

export const edge = defineSource({
  name: "edge",
  about:
    "web ACLs removed or emptied, protections of Shield and policies of Firewall Manager deleted, and DDoS attacks according to alarms on Shield's metrics",
  pattern: {
    $or: [
      {
        "detail-type": [API_CALL],
        detail: {
          $or: eventSources.map((eventSource) => ({
            eventSource: [eventSource],
            eventName: Object.keys(services[eventSource].calls),
          })),
          ...succeeded,
        },
      },
      {
        "detail-type": ["CloudWatch Alarm State Change", "CloudWatch Alarm Configuration Change"],
        detail: { configuration: { metrics: { metricStat: { metric: { namespace: [ATTACKS] } } } } },
      },
    ],
    // Nobody but AWS can put events from such a source.
    source: [{ prefix: "aws." }],
  },
  reporters: ["cloudtrail", "cloudwatch"],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case API_CALL:
        return observeCall(event, services[event.detail.eventSource]);
      case "CloudWatch Alarm State Change":
        return alarmChanged(event);
      case "CloudWatch Alarm Configuration Change":
        return alarmConfigured(event);
    }
  },
});
