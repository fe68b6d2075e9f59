/** `GuardDuty Finding`: one threat, reported again with the same id and a higher count while it goes on. */

import { active, type Observed, remark } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import { consoleLink, partitionOf } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { isMarkedAsSample, markedAsSample } from "../sample-mark.ts";
import { factsOf } from "./facts.ts";
import { affectedResources } from "./resource.ts";
import type { GuardDutyFinding, GuardDutyFindingEvent } from "./schema.ts";

export function observeFinding(event: GuardDutyFindingEvent): Observed {
  const { detail } = event;
  const service = detail.service ?? {};
  const sample = isSample(detail);
  const place = {
    partition: detail.partition ?? partitionOf(detail.region),
    account: detail.accountId,
    region: detail.region,
  };
  const resources = affectedResources(detail, place);
  const said = {
    // A finding of a member reaches its administrator's bus too: only the finding's fields show its account.
    identity: { condition: "threat", ...place, resource: "", discriminator: detail.id } as const,
    reporter: "guardduty",
    at: detail.updatedAt,
    eventId: detail.id,
    since: parseInstant(service.eventFirstSeen) ?? parseInstant(detail.createdAt),
    count: service.count ?? undefined,
    title: titleOf(detail, sample),
    resource: resources[0] ?? detail.arn,
    link: linkToFinding(detail.region, detail.id),
    affected: resources,
    attributes: {
      ...factsOf(detail),
      findingType: detail.type,
      resourceType: detail.resource.resourceType ?? undefined,
      actionType: service.action?.actionType ?? undefined,
      confidence: detail.confidence ?? undefined,
      attackSequence: detail.associatedAttackSequenceArn ?? undefined,
      resourceCount: resources.length > 1 ? resources.length : undefined,
      sample: sample || undefined,
    },
  };
  // A finding that is archived by hand still sends events; one that a suppression rule archives sends none. The earlier statements stay, so
  // that they count again when somebody takes the finding out of the archive.
  // https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
  if (service.archived === true) {
    const summary = `The finding ${detail.type} is archived in GuardDuty.`;
    return [remark(event, { ...said, summary, effect: "archived" })];
  }
  const severity = sample ? "INFORMATIONAL" : severityOf(detail.severity);
  return [active(event, { ...said, summary: summaryOf(detail), severity })];
}

/**
 * The documented bands are 9.0–10, 7.0–8.9, 4.0–6.9 and 1.0–3.9; a score between two bands belongs to the lower.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
 */
export function severityOf(score: number): Severity {
  if (score >= 9) return "CRITICAL";
  if (score >= 7) return "HIGH";
  if (score >= 4) return "MEDIUM";
  return score >= 1 ? "LOW" : "INFORMATIONAL";
}

/**
 * An event marks a sample in a field, in its title, or in both; the API only in a JSON text.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ServiceAdditionalInfo.html
 */
function isSample({ title, service }: GuardDutyFinding): boolean {
  const { sample, value } = service?.additionalInfo ?? {};
  return sample === true || isMarkedAsSample(title) || saysSample(value);
}

/** Others may have written parts of the JSON text, so only a field at its top level counts. */
function saysSample(value: unknown): boolean {
  if (typeof value !== "string" || !value.includes("sample")) return false;
  try {
    const info: unknown = JSON.parse(value);
    return isObject(info) && info.sample === true;
  } catch {
    return false;
  }
}

function titleOf({ title, type }: GuardDutyFinding, sample: boolean): string {
  const text = title || type;
  return sample ? markedAsSample(text) : text;
}

/** Our own sentence: GuardDuty's description names people and addresses, and holds unescaped control characters. */
function summaryOf({ type, resource, service }: GuardDutyFinding): string {
  const sequence = service?.detection?.sequence;
  if (sequence) {
    const signals = counted(sequence.signals?.length ?? 0, "signal");
    return `GuardDuty joined ${signals} on ${counted(sequence.resources?.length ?? 0, "resource")} into ${type}.`;
  }
  const kind = resource.resourceType;
  const where = kind && kind !== "AttackSequence" ? ` on a resource of type ${kind}` : "";
  const seen = service?.count ? `, seen ${service.count === 1 ? "once" : `${service.count} times`}` : "";
  return `GuardDuty detected ${type}${where}${seen}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function linkToFinding(region: string, id: string): string | undefined {
  const fragment = `#/findings?macros=current&fId=${encodeURIComponent(id.toWellFormed())}`;
  return consoleLink(region, `/guardduty/home?region=${region}${fragment}`);
}
