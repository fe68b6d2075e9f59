/**
 * What DynamoDB answers to the queries of a digest. Each open alert was opened in one of the quarter's weeks; ten more entries for each are
 * of five alerts that opened and ended in it. A third are vulnerabilities, a third have deadlines.
 */
import {
  alertsSchema,
  type IndexName,
  openPartition,
  SHARDS,
  shards,
  weekPartition,
} from "@tocsin/aws/alerts/alerts-schema";
import { headItem } from "@tocsin/aws/alerts/items/head-item";
import type { Item } from "@tocsin/aws/alerts/items/items";
import { logItem } from "@tocsin/aws/alerts/items/log-item";
import { severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { parseEventText } from "@tocsin/core/event/event";
import { instant, shift } from "@tocsin/core/event/instant";
import { boundsOf, type Week, weeksFrom } from "@tocsin/core/event/week";
import { defaultWorld } from "@tocsin/core/policy/world";
import { isObject } from "@tocsin/core/text/json";
import { changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { findingText } from "./finding.ts";

/** The week that is told of, and when. */
export const WEEK: Week = "2026-W47";
export const NOW = instant("2026-11-22T23:00:00Z");
const QUARTER_DAYS = 80;
const DAY = 86_400_000;
const weeks = weeksFrom(shift(NOW, -QUARTER_DAYS * DAY), NOW);
/** Of alerts that are not open any more, for each that is. */
const ENDED_ENTRIES = 10;

/** Which item of an index: the alert's number, and which of its entries. */
interface Place {
  readonly n: number;
  readonly kind: "open" | "opened" | "resolved";
  readonly week: Week;
}

export function digestPage(input: unknown, alerts: number, owners: number): string {
  if (!isObject(input)) throw new Error("no query");
  // What alerts say of themselves in full, which lists do not need.
  if (isObject(input.RequestItems)) return JSON.stringify({ Responses: { alerts: [] } });
  const { ExpressionAttributeValues: values, ExclusiveStartKey: start, Limit } = input;
  const partition = String(Object(values)[":pk"]?.S);
  const { count, at } = itemsIn(partition, alerts);
  const from = start === undefined ? 0 : Number(String(Object(start).sk.S).split("#")[1]) + 1;
  const to = Math.min(count, from + Number(Limit));
  const texts = Array.from({ length: to - from }, (_, i) => itemText(at(from + i), from + i, owners));
  const last = to < count ? texts.at(-1) : undefined;
  return `{"Items":[${texts.join(",")}]${last === undefined ? "" : `,"LastEvaluatedKey":${last}`}}`;
}

/** How many items a partition has, and which is the one at a place. Alerts are spread over severities, shards and weeks by their numbers. */
function itemsIn(partition: string, alerts: number): { readonly count: number; readonly at: (i: number) => Place } {
  for (const shard of shards) {
    const inShard = Math.ceil((alerts - shard) / SHARDS);
    for (const [i, severity] of severities.entries())
      if (partition === openPartition(severity, shard)) {
        const count = Math.max(0, Math.ceil((inShard - i) / severities.length));
        return {
          count,
          at: (place) => ({ n: (place * severities.length + i) * SHARDS + shard, kind: "open", week: WEEK }),
        };
      }
    for (const [i, week] of weeks.entries())
      if (partition === weekPartition(week, shard)) return entriesIn(week, i, shard, inShard, alerts);
  }
  return { count: 0, at: () => ({ n: 0, kind: "open", week: WEEK }) };
}

function entriesIn(week: Week, i: number, shard: number, inShard: number, alerts: number) {
  const opened = Math.max(0, Math.ceil((inShard - i) / weeks.length));
  const numberAt = (place: number) => (place * weeks.length + i) * SHARDS + shard;
  return {
    count: opened * (1 + ENDED_ENTRIES),
    at(place: number): Place {
      if (place < opened) return { n: numberAt(place), kind: "opened", week };
      const rest = place - opened;
      const n = alerts * SHARDS + numberAt(Math.floor(rest / 2));
      return { n, kind: rest % 2 === 0 ? "opened" : "resolved", week };
    },
  };
}

function itemText({ n, kind, week }: Place, place: number, owners: number): string {
  const templates = kinds[kind];
  const template = templates[n % templates.length] ?? "";
  const owner = n % owners;
  return template
    .replaceAll(TEMPLATE_ID, n.toString(16).padStart(32, "0"))
    .replaceAll(TEMPLATE_ACCOUNT, String(owner).padStart(12, "1"))
    .replaceAll(TEMPLATE_OWNER, `team-${owner}`)
    .replaceAll(TEMPLATE_AT, atOf(week))
    .replaceAll(TEMPLATE_CVE, `CVE-2026-${n % 2000}`)
    .replace('"sk":{"S":"', `"sk":{"S":"P#${place}#`);
}

function atOf(week: Week): string {
  return shift(boundsOf(week)?.start ?? NOW, 2 * DAY);
}

const TEMPLATE_AT = instant("2026-11-20T12:34:56.789Z");
const TEMPLATE_ID = "f".repeat(32);
const TEMPLATE_ACCOUNT = "999999999999";
const TEMPLATE_OWNER = "owner-template";
const TEMPLATE_CVE = "CVE-template";

/** Three kinds of alerts, of which each has a text of every kind of item. */
const kinds = templates();

function templates(): Readonly<Record<Place["kind"], readonly string[]>> {
  const event = parseEventText(findingText(0));
  if (!event.ok) throw new Error(event.refusal.problem);
  const reading = guardduty.read(event.value, "unknown");
  const [change] = reading.outcome === "observed" ? changesOf(reading.observations) : [];
  if (change === undefined) throw new Error(`the event is ${reading.outcome}`);
  const { head, entries } = fold(undefined, change, defaultWorld, TEMPLATE_AT);
  const [entry] = entries;
  if (entry === undefined) throw new Error("the event opens no alert");
  const views = viewsOf(head.view);
  return {
    open: views.map((view) => textOf(headItem(headWith(head, view), undefined), "open")),
    opened: views.map((view) => textOf(logItem({ ...entry, alertId: TEMPLATE_ID, view }), "week")),
    resolved: views.map((view) => textOf(logItem(resolved(entry, view)), "week")),
  };
}

function viewsOf(view: AlertView): readonly AlertView[] {
  const common: AlertView = { ...view, id: TEMPLATE_ID, account: TEMPLATE_ACCOUNT, owner: TEMPLATE_OWNER };
  return [
    common,
    { ...common, condition: "vulnerability", attributes: { cve: [TEMPLATE_CVE] } },
    { ...common, condition: "certificate-expiry", deadline: shift(NOW, 3 * DAY), attributes: {} },
  ];
}

function headWith(head: Head, view: AlertView): Head {
  return { ...head, alert: { ...head.alert, id: head.alert.id }, view };
}

function resolved(entry: LogEntry, view: AlertView): LogEntry {
  const to = { status: "RESOLVED", severity: "INFORMATIONAL" } as const;
  const ended: AlertView = { ...view, ...to, deadline: undefined };
  return {
    ...entry,
    alertId: TEMPLATE_ID,
    version: 2,
    kind: "resolved",
    reason: "cleared",
    from: entry.to,
    to,
    view: ended,
  };
}

/** What the index holds of an item, as DynamoDB answers it. */
function textOf(item: Item, index: IndexName): string {
  const { partition, sort, projection } = alertsSchema.indexes[index];
  const projected = ["sk", "pk", partition, sort, ...projection].flatMap((name) =>
    item[name] ? [[name, item[name]]] : [],
  );
  return JSON.stringify(Object.fromEntries(projected));
}
