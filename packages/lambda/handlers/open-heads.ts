import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Head } from "@tocsin/core/transition/fold";

/** The heads of all open alerts; an unreadable one is reported by its own review. @throws CallError */
export async function* openHeads(reader: Pick<AlertsReader, "open" | "heads">): AsyncIterable<Head> {
  for await (const head of reader.heads(openIds(reader))) if (head.ok) yield head.value;
}

async function* openIds({ open }: Pick<AlertsReader, "open">): AsyncIterable<string> {
  for await (const alert of open()) if (alert.ok) yield alert.value.id;
}
