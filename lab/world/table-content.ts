/** What two runs over the same events must have in common in their tables: all but what depends on times and batches. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { createGroupsReader, type GroupTellings } from "@tocsin/aws/groups/groups-reader";
import type { Statement } from "@tocsin/core/alert/observation";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { canonicalJson, sameJson } from "@tocsin/core/text/json";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import { brokenAt, isCutOff, type LogEntry } from "@tocsin/core/transition/log-entry";
import { names } from "@tocsin/local/resources";

export interface StoredAlert {
  readonly head: Head;
  readonly log: readonly LogEntry[];
  readonly observations: readonly Statement[];
  /** What each destination was told of the groups that it is in. */
  readonly tellings: readonly GroupTellings[];
}

export async function storedAlerts(endpoint: string): Promise<readonly StoredAlert[]> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
  try {
    const table = { client, tableName: names.alertsTable };
    const alerts = createAlertsReader(table);
    const groups = createGroupsReader(table);
    const found: StoredAlert[] = [];
    for await (const { id } of valuesIn(alerts.all())) {
      const head = await alerts.head(id);
      if (head === undefined) throw new Error(`alert ${id} is listed and is not there`);
      const [log, observations, tellings] = await Promise.all([
        Array.fromAsync(valuesIn(alerts.logOf(id))),
        Array.fromAsync(valuesIn(alerts.observationsOf(id))),
        groups.tellingsOf(id),
      ]);
      found.push({ head, log, observations, tellings });
    }
    return found.sort((a, b) => a.head.alert.id.localeCompare(b.head.alert.id));
  } finally {
    client.destroy();
  }
}

/**
 * Of each alert, by its id, what depends only on the set of events: the merge, the observations, and what is to be shown at `at`.
 * Versions and log entries depend on the batches, and the stored view on the clock at the last write.
 */
export function contentOf(
  stored: readonly StoredAlert[],
  policy: Policy,
  at: Instant,
): ReadonlyMap<string, { readonly head: string; readonly observations: ReadonlySet<string> }> {
  return new Map(
    stored.map(({ head: { alert }, observations }) => [
      alert.id,
      {
        head: canonicalJson({ alert, view: evaluate(alert, { ...defaultWorld, policy }, at).view }),
        observations: new Set(observations.map((statement) => canonicalJson(statement))),
      },
    ]),
  );
}

/** Says what no run may leave behind: a broken log, or a head that its log or its merge contradicts. Nothing when all is well. */
export function unsoundness({ head, log }: StoredAlert, policy: Policy): string | undefined {
  const { id } = head.alert;
  const broken = brokenAt(log);
  if (broken !== undefined) return `${id}: its log is broken at version ${broken}`;
  if (isCutOff(log, head.lastHash)) return `${id}: its log is cut off`;
  if (!sameJson(head.view, evaluate(head.alert, { ...defaultWorld, policy }, head.evaluatedAt).view))
    return `${id}: its view is not what its merge gives at ${head.evaluatedAt}`;
  const last = log.at(-1);
  const { status, severity } = head.view;
  if (last ? last.to.status !== status || last.to.severity !== severity : status !== "RESOLVED")
    return `${id}: it shows ${status} ${severity}, and its log ends in ${last?.to.status} ${last?.to.severity}`;
  return undefined;
}
