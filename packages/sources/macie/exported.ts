/**
 * Macie's findings beside its events: `aws macie2 get-findings`, whose fields are those of the events' details.
 * https://docs.aws.amazon.com/macie/latest/APIReference/findings-describe.html
 */
import type { JsonObject } from "@tocsin/core/text/json";
import { findingEnvelope } from "../finding-envelope.ts";

/** Gives `undefined` if the value is no finding of Macie. A finding has no ARN; its category and its bucket identify it. */
export function macieFinding(value: JsonObject): JsonObject | undefined {
  const { category, resourcesAffected, accountId, region, id, updatedAt } = value;
  if (category !== "POLICY" && category !== "CLASSIFICATION") return undefined;
  if (typeof resourcesAffected !== "object" || accountId === undefined) return undefined;
  return findingEnvelope({
    source: "aws.macie",
    detailType: "Macie Finding",
    account: accountId,
    region,
    findingId: id,
    updatedAt,
    detail: value,
  });
}
