import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import type { DueWake } from "@tocsin/aws/groups/due-wakes";
import { alertWakeText, groupWakeText } from "@tocsin/oncall/wake-message";

/**
 * The messages for on-call about what is due. An alert that cannot be read stays due, and is counted as overdue. @throws CallError
 */
export async function wakeTexts(due: readonly DueWake[], reader: Pick<AlertsReader, "heads">): Promise<string[]> {
  const texts = due.filter(({ kind }) => kind === "group").map(({ id }) => groupWakeText(id));
  const alertIds = due.filter(({ kind }) => kind === "alert").map(({ id }) => id);
  for await (const head of reader.heads(alertIds)) if (head.ok) texts.push(alertWakeText(wakeOf(head.value)));
  return texts;
}
