/**
 * `Security Hub Findings - Custom Action`: a person has chosen findings in the console and sent them here. It says nothing of the findings'
 * own state, so it is an alert of its own, which that person ends, or somebody who was notified.
 */
import { active, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { aboutFinding, factsOf } from "./findings.ts";
import { ofAsff } from "./formats/asff.ts";
import type { CustomActionEvent } from "./formats/schema.ts";
import { isOwnFinding } from "./own-finding.ts";
import { affectedBy, common } from "./spoken.ts";

/** Without a finding nothing is escalated: the console sends such an event if the findings disappeared meanwhile. */
export function observeCustomAction(event: CustomActionEvent): Observed {
  const { actionName, findings } = event.detail;
  const seen = findings.filter((finding) => !isOwnFinding(finding));
  if (seen.length === 0) return { ignored: "informational" };
  return seen.map((sent): Observation => {
    const finding = ofAsff(sent, event);
    const { product, findingType } = factsOf(finding);
    return active(event, {
      ...affectedBy(finding),
      identity: { condition: "escalation", ...aboutFinding(finding) },
      reporter: "securityhub-action",
      at: event.time,
      // Each press of the button makes a statement of its own about each finding.
      eventId: `${event.id}/${common(finding).eventId}`,
      title: `Escalated: ${finding.title}`,
      summary: `A person escalated this finding of ${product} by the custom action “${actionName}”.`,
      link: common(finding).link,
      severity: finding.severity === "CRITICAL" ? "CRITICAL" : "HIGH",
      attributes: { action: actionName, product, findingType },
    });
  });
}
