/**
 * Inspector's findings beside its events: `aws inspector2 list-findings`, and the report that it writes to S3 as JSON. Both have the fields
 * of the events' details; only dates have other formats, and the source reads all of these.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html
 * https://docs.aws.amazon.com/inspector/latest/user/findings-managing-exporting-reports.html
 */
import { type Arn, parseArn } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import type { Json, JsonObject } from "@tocsin/core/text/json";
import type { Refusal } from "@tocsin/core/text/parse";
import { findingEnvelope } from "../finding-envelope.ts";

/**
 * The first field whose value Inspector never writes. An event is accepted nevertheless, since it comes only once; the owner of a file can
 * correct it, and would otherwise get an alert without its beginning or its resource.
 */
export function problemOfInspectorFinding(value: JsonObject): Refusal | undefined {
  if (arnOf(value) === undefined) return undefined;
  for (const field of ["firstObservedAt", "lastObservedAt"] as const) {
    const at = value[field] ?? undefined;
    if (at !== undefined && parseInstant(at) === undefined) return { path: field, problem: "expected a date" };
  }
  const isOfNothing = Array.isArray(value.resources) && value.resources.length === 0;
  return isOfNothing ? { path: "resources", problem: "is empty: expected at least one" } : undefined;
}

function arnOf({ findingArn }: JsonObject): Arn | undefined {
  const arn = typeof findingArn === "string" ? parseArn(findingArn) : undefined;
  return arn?.service === "inspector2" ? arn : undefined;
}

/** Gives `undefined` if the value is no finding of Inspector. */
export function inspectorFinding(value: JsonObject): JsonObject | undefined {
  const { findingArn, awsAccountId, updatedAt, lastObservedAt } = value;
  const arn = arnOf(value);
  if (arn === undefined) return undefined;
  const finding = {
    account: awsAccountId,
    region: arn.region,
    findingId: findingArn,
    updatedAt: updatedAt ?? lastObservedAt,
    detail: value,
  };
  // Findings of a scan on demand come from another source, and name no resource in the envelope.
  // https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
  if (arn.resource.startsWith("finding/ondemand/"))
    return findingEnvelope({ ...finding, source: "inspector2.ami.ondemand", detailType: "OnDemand AMI Scan Findings" });
  const resources = affected(value.resources);
  return findingEnvelope({ ...finding, source: "aws.inspector2", detailType: "Inspector2 Finding", resources });
}

/** Events name the first resource in their envelope. */
function affected(resources: Json | undefined): readonly string[] {
  const first: unknown = Array.isArray(resources) ? resources[0] : undefined;
  const hasId = typeof first === "object" && first !== null && "id" in first;
  return hasId && typeof first.id === "string" ? [first.id] : [];
}
