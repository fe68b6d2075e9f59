/** `Inspector2 Finding`: one vulnerability in one resource. */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { consoleLink } from "@tocsin/core/event/arn";
import { type Instant, later, parseInstant } from "@tocsin/core/event/instant";
import { isPlain } from "@tocsin/core/text/text";
import { aboutVulnerability } from "./about.ts";
import { attributesOf } from "./facts.ts";
import type { FindingArn } from "./finding-arn.ts";
import { listed, namesOf, packagesOf, remedyOf } from "./packages.ts";
import { resourceArn } from "./resource.ts";
import type { InspectorFinding, InspectorFindingEvent } from "./schema.ts";

export function observeFinding(event: InspectorFindingEvent): Observed {
  const { detail } = event;
  const { partition, region, text } = detail.findingArn;
  // A finding of a member reaches its administrator's bus too: only the finding's fields show its account.
  const place = { partition, account: detail.awsAccountId, region };
  const affected = detail.resources.filter(({ id }) => isPlain(id)).map(({ id }) => resourceArn(id, place));
  const resource = affected[0] ?? text;
  const { identity, image } = aboutVulnerability({
    place,
    findingArn: detail.findingArn,
    resource,
    resources: detail.resources.length,
    vulnerability: detail.packageVulnerabilityDetails?.vulnerabilityId,
  });
  const said = {
    identity,
    subject: image?.digest,
    reporter: "inspector",
    at: parseInstant(detail.updatedAt) ?? lastSaid(event),
    eventId: detail.findingArn.text,
    since: parseInstant(detail.firstObservedAt),
    title: titleOf(detail),
    resource,
    link: findingLink(detail.findingArn),
    remedy: remedyOf(detail),
    affected,
    attributes: attributesOf(detail),
  };
  // Unlike GuardDuty and Macie, Inspector sends an event when a finding is suppressed or closed.
  switch (detail.status) {
    case "CLOSED": {
      const summary = "Inspector closed the finding: it is remediated, or its resource is gone.";
      return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
    }
    case "SUPPRESSED": {
      const summary = "A suppression rule of Inspector matches the finding.";
      return [cleared(event, { ...said, summary, scope: "reporter", because: "suppressed" })];
    }
    case "ACTIVE": {
      // A finding that the vendor has not rated yet is not mild by that.
      const severity = detail.severity === "UNTRIAGED" ? "MEDIUM" : detail.severity;
      return [
        active(event, {
          ...said,
          severity,
          summary: summaryOf(detail, image ? `images of the repository ${image.name}` : resource),
        }),
      ];
    }
  }
}

/**
 * When Inspector made a statement without `updatedAt`. It closes or suppresses a finding without observing it again: by the last
 * observation alone, the statement would have the same time as the one that the finding is active.
 */
function lastSaid({ time, detail }: InspectorFindingEvent): Instant {
  return later(parseInstant(detail.lastObservedAt) ?? time, time);
}

function titleOf(detail: InspectorFinding): string {
  if (detail.title) return detail.title;
  const { vulnerabilityId } = detail.packageVulnerabilityDetails ?? {};
  return [vulnerabilityId || detail.type, namesOf(packagesOf(detail))[0]].filter(Boolean).join(" - ");
}

/** Our own sentence: Inspector's description is long, and about the vulnerability in general. */
function summaryOf(detail: InspectorFinding, where: string): string {
  const what = detail.packageVulnerabilityDetails?.vulnerabilityId || kindOf(detail.type);
  const names = namesOf(packagesOf(detail));
  const others = detail.resources.length > 1 ? ` and ${detail.resources.length - 1} more` : "";
  const score = typeof detail.inspectorScore === "number" ? `, with a score of ${detail.inspectorScore}` : "";
  const untriaged = detail.severity === "UNTRIAGED" ? "; its vendor has not rated it yet" : "";
  return `Inspector found ${what}${names.length > 0 ? ` in ${listed(names)}` : ""} on ${where}${others}${score}${untriaged}.`;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ["PACKAGE_VULNERABILITY", "a vulnerable package"],
  ["NETWORK_REACHABILITY", "an open network path"],
  ["CODE_VULNERABILITY", "a vulnerability in the code"],
]);

function kindOf(type: string): string {
  return kinds.get(type) ?? type;
}

export function findingLink({ text, region }: FindingArn): string | undefined {
  const fragment = `#/findings/details/${encodeURIComponent(text.toWellFormed())}`;
  return consoleLink(region, `/inspector/v2/home?region=${region}${fragment}`);
}
