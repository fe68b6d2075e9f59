/** Alerts as the table has them, whatever an announcement says of them. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Head } from "@tocsin/core/transition/fold";
import { type Fate, refused, retry } from "../../runtime/batch.ts";

/** `unread` has the fate of each alert that could not be read. */
export async function headsOf(
  alertIds: readonly string[],
  alerts: Pick<AlertsReader, "heads">,
): Promise<{ readonly heads: readonly Head[]; readonly unread: ReadonlyMap<string, Fate> }> {
  const heads: Head[] = [];
  const unread = new Map<string, Fate>(alertIds.map((id) => [id, refused("the table has no such alert")]));
  const errors: Error[] = [];
  for await (const read of alerts.heads(alertIds)) {
    if (read.ok) {
      heads.push(read.value);
      unread.delete(read.value.view.id);
    } else errors.push(read.error);
  }
  // Of an item that cannot be read only the key is known.
  const [error] = errors;
  if (error !== undefined) for (const id of unread.keys()) unread.set(id, retry(error));
  return { heads, unread };
}
