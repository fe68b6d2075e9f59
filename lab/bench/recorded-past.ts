/** The past of many alerts as a table would answer with it: a finding that is seen twenty times in twelve hours and is archived then. */
import { headItem } from "@tocsin/aws/alerts/items/head-item";
import { type Item, keyOf } from "@tocsin/aws/alerts/items/items";
import { logItem } from "@tocsin/aws/alerts/items/log-item";
import { observationItem } from "@tocsin/aws/alerts/items/observation-item";
import { parseEventText } from "@tocsin/core/event/event";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { isObject } from "@tocsin/core/text/json";
import { changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { findingText } from "./finding.ts";

/** Of each alert. */
export const OBSERVATIONS = 20;
export const START = instant("2026-11-01T00:00:00Z");

const TEMPLATE_ID = "f".repeat(32);
const TEMPLATE_DAY = "2026-11-01";
const template = templateItems();
/** By what is asked of each item: of each alert it is the same text but for the id and the day. */
const texts = new Map<unknown, string>();

/** The items of an alert as JSON, with the attributes for which the query asks. */
export function pastOf(id: string, query: Readonly<Record<string, unknown>>): string {
  const { ProjectionExpression: asked } = query;
  const text = texts.get(asked) ?? textOf(template.map((item) => projected(item, query)));
  texts.set(asked, text);
  const day = 1 + (Number.parseInt(id.slice(2), 16) % 22);
  return text.replaceAll(TEMPLATE_ID, id).replaceAll(TEMPLATE_DAY, `2026-11-${String(day).padStart(2, "0")}`);
}

function textOf(items: readonly object[]): string {
  return JSON.stringify(items).slice(1, -1);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
function projected(
  item: object,
  { ProjectionExpression: asked, ExpressionAttributeNames: names }: Readonly<Record<string, unknown>>,
): object {
  if (asked === undefined) return item;
  const kept = {};
  for (const path of String(asked).split(", "))
    keep(
      kept,
      item,
      path.split(".").map((name) => String(Object(names)[name])),
    );
  return kept;
}

function keep(kept: Record<string, unknown>, item: unknown, [name = "", ...more]: readonly string[]): void {
  const found: unknown = Object(item)[name];
  if (found === undefined) return;
  if (more.length === 0) {
    kept[name] = found;
    return;
  }
  const inner = isObject(kept[name]) && isObject(kept[name].M) ? kept[name].M : {};
  const below = { ...inner };
  keep(below, Object(found).M, more);
  kept[name] = { M: below };
}

function templateItems(): readonly object[] {
  const items: Item[] = [];
  let head: Head | undefined;
  for (let i = 0; i < OBSERVATIONS; i += 1) {
    const at = shift(START, i * 36 * 60_000);
    const event = parseEventText(eventText(0, i, at));
    if (!event.ok) throw new Error(event.refusal.problem);
    const reading = guardduty.read(event.value, "unknown");
    const [change] = reading.outcome === "observed" ? changesOf(reading.observations) : [];
    if (change === undefined) throw new Error(`the event is ${reading.outcome}`);
    const folded = fold(head, change, defaultWorld, at);
    head = folded.head;
    items.push(...folded.entries.map(logItem), ...change.observations.map((one) => observationItem(one, undefined)));
  }
  if (head === undefined) throw new Error("nothing was folded");
  const ordered = [headItem(head, undefined), ...items].sort((a, b) => (keyOf(a).sk < keyOf(b).sk ? -1 : 1));
  return JSON.parse(JSON.stringify(ordered).replaceAll(head.alert.id, TEMPLATE_ID));
}

export function eventText(n: number, i: number, at: Instant): string {
  const event = JSON.parse(findingText(n));
  const { detail } = event;
  const severity = n % 50 === 0 ? 8 : 5;
  const service = { ...detail.service, count: i + 1, archived: i === OBSERVATIONS - 1 };
  return JSON.stringify({
    ...event,
    id: `${event.id}-${i}`,
    time: at,
    detail: { ...detail, severity, createdAt: START, updatedAt: at, service },
  });
}
