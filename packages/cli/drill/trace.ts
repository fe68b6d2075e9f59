/** What the table says of a drill. It is read as the commands read alerts, and nothing is written. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { DrillTrace } from "./hop.ts";

/** The log entry of an alert that says that it was opened. */
const OPENED = 1;

export type Sent = Pick<DrillTrace, "sentAt" | "acceptedAt">;

export interface DrillReader {
  trace(alertId: string, sent: Sent): Promise<DrillTrace>;
  isOver(alertId: string): Promise<boolean>;
}

/** Each rejects with a CallError, or with an ItemError where what was written cannot be read. */
export function createDrillReader(table: Table): DrillReader {
  const alerts = createAlertsReader(table);
  const groups = createGroupsReader(table);
  return {
    async trace(alertId, sent) {
      const stored = await alerts.entry(alertId, OPENED);
      if (stored === undefined) return { ...sent, isRefused: false };
      const [telling] = await groups.tellingsOf(alertId);
      const verdicts = (telling?.verdicts ?? []).flatMap((read) => (read.ok ? [read.value] : []));
      const told = telling?.told?.ok ? telling.told.value.told : undefined;
      return {
        ...sent,
        storedAt: stored.at,
        verdict: verdicts.findLast(({ outcome }) => outcome === "tell") ?? verdicts.at(-1),
        wokenAt: verdicts.find(({ wokenAt }) => wokenAt !== undefined)?.wokenAt,
        ...told?.last?.way,
        isRefused: told?.failing !== undefined,
      };
    },
    async isOver(alertId) {
      return (await alerts.head(alertId))?.view.status === "RESOLVED";
    },
  };
}
