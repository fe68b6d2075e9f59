/** The envelope that EventBridge would have put around an exported finding. */
import { hash } from "node:crypto";
import { parseInstant } from "@tocsin/core/event/instant";
import type { Json, JsonObject } from "@tocsin/core/text/json";

/** Taken unchecked from a finding: `parseEvent` reports missing and unexpected values. */
interface Exported {
  readonly source: string;
  readonly detailType: string;
  readonly account: Json | undefined;
  readonly region: Json | undefined;
  readonly findingId: Json | undefined;
  readonly updatedAt: Json | undefined;
  readonly resources?: readonly string[];
  readonly detail: JsonObject;
}

/** The same finding of the same time has the same id, whichever way it was exported: read twice, it is one event. */
export function findingEnvelope(exported: Exported): JsonObject {
  const { source, detailType, account, region, findingId, updatedAt, resources = [], detail } = exported;
  const time = parseInstant(updatedAt) ?? updatedAt;
  const id = hash("sha256", JSON.stringify([source, findingId, time]), "hex").slice(0, 32);
  return { version: "0", id, "detail-type": detailType, source, account, time, region, resources, detail };
}
