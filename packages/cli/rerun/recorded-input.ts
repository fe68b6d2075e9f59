/** The past that a table has recorded, as it is to be run again. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { type RecordedPast, takenOfPasts } from "@tocsin/aws/alerts/recorded-alerts";
import type { Instant } from "@tocsin/core/event/instant";
import type { Recorded } from "@tocsin/rerun/plan-report";
import { lapsedStatements, type RecordedAlert, recordedAlert } from "@tocsin/rerun/recorded-alert";
import type { Unreadable } from "../output/unreadable.ts";

export interface RecordedInput<T> {
  /** What was made of each past, alert by alert. */
  readonly taken: AsyncIterable<T>;
  /** What was read so far. */
  readonly recorded: () => Recorded;
}

export interface RecordedPart {
  /** Since when it is counted what is not kept any more. */
  readonly from: Instant;
  /** Which of so many parts of all alerts. */
  readonly part: number;
  readonly parts: number;
}

/** @param take is called with each past as soon as it is read, in any order; what it gives is given on in one order each time. */
export function recordedInput<T extends object>(
  table: Table,
  { from, part, parts }: RecordedPart,
  unreadable: Pick<Unreadable, "report">,
  take: (past: RecordedAlert) => T,
): RecordedInput<T> {
  const recorded = { alerts: 0, observations: 0, decisions: 0, lapsed: 0, unreadable: 0 };

  function taken(read: ItemRead<RecordedPast>): T | undefined {
    if (!read.ok) {
      unreadable.report(read.error.message);
      recorded.unreadable += 1;
      return undefined;
    }
    const { alert, said, log, problems } = read.value;
    for (const { message } of problems) unreadable.report(message);
    recorded.unreadable += problems.length;
    recorded.alerts += 1;
    recorded.observations += said.length;
    recorded.decisions += log.filter(({ decided }) => decided !== undefined).length;
    recorded.lapsed += lapsedStatements({ said, log }, from);
    return take(recordedAlert({ alert, said, log }));
  }

  async function* all(): AsyncIterable<T> {
    const ids = createAlertsReader(table).ids(part, parts);
    for await (const one of takenOfPasts(table, ids, taken)) if (one !== undefined) yield one;
  }

  return { taken: all(), recorded: () => ({ ...recorded }) };
}
