/** All statements about one alert, and its whole log: a statement that comes late, or with others, is folded with these. */
import type { Statement } from "@tocsin/core/alert/observation";
import type { LoggedFact } from "@tocsin/core/transition/episodes";
import type { AlertHistory } from "@tocsin/core/transition/past";
import { alertKey, LOG_PREFIX, OBSERVATION_PREFIX } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";
import { type ItemRead, keyOf } from "./items/items.ts";
import { readEntry } from "./items/log-item.ts";
import { readStatement } from "./items/observation-item.ts";
import { pagesOf } from "./paging.ts";
import { between, queryPage } from "./query.ts";

/**
 * Reads consistently, in one query a megabyte. Unreadable items are left out: telling of an episode twice is better than losing the new
 * statement. @throws CallError
 */
export async function historyOf(table: Table, alertId: string): Promise<AlertHistory> {
  const said: Statement[] = [];
  const log: LoggedFact[] = [];
  // The items of the log and the observations stand side by side: "$" comes after "#".
  const condition = between(LOG_PREFIX, OBSERVATION_PREFIX.replace("#", "$"));
  const query = { partition: alertKey(alertId), condition, consistent: true } as const;
  for await (const page of pagesOf((start) => queryPage(table, query, start))) {
    for (const item of page) {
      if (keyOf(item).sk.startsWith(LOG_PREFIX)) log.push(...readable(readEntry(item)));
      else said.push(...readable(readStatement(item)));
    }
  }
  return { said, log };
}

function readable<T>(read: ItemRead<T>): readonly T[] {
  return read.ok ? [read.value] : [];
}
