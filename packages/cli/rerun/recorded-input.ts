/** The past that a table has recorded, as it is to be run again. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { recordedPasts } from "@tocsin/aws/alerts/recorded-alerts";
import type { Instant } from "@tocsin/core/event/instant";
import type { Recorded } from "@tocsin/rerun/plan-report";
import { lapsedStatements, type RecordedAlert, recordedAlert } from "@tocsin/rerun/recorded-alert";
import type { Unreadable } from "../output/unreadable.ts";

export interface RecordedInput {
  readonly pasts: AsyncIterable<RecordedAlert>;
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

export function recordedInput(
  table: Table,
  { from, part, parts }: RecordedPart,
  unreadable: Unreadable,
): RecordedInput {
  let recorded: Recorded = { alerts: 0, observations: 0, decisions: 0, lapsed: 0 };

  async function* pasts(): AsyncIterable<RecordedAlert> {
    const ids = createAlertsReader(table).ids(part, parts);
    for await (const { alert, said, log, problems } of unreadable.skip(recordedPasts(table, ids))) {
      for (const { message } of problems) unreadable.report(message);
      const { alerts, observations, decisions, lapsed } = recorded;
      recorded = {
        alerts: alerts + 1,
        observations: observations + said.length,
        decisions: decisions + log.filter(({ decided }) => decided !== undefined).length,
        lapsed: lapsed + lapsedStatements({ said, log }, from),
      };
      yield recordedAlert({ alert, said, log });
    }
  }

  return { pasts: pasts(), recorded: () => recorded };
}
