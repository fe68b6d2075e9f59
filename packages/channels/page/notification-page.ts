/**
 * The page of a notification is what an on-call engineer reads in a terminal, a log or a mail, at three in the morning: what, where, until
 * when, who owns it, what to do, and why they got it. Everything in it comes from outside and is only shown, never interpreted.
 */
import type { Notification } from "@tocsin/oncall/notification";
import { acknowledgeHere, command, type Reading, severityStyles } from "./alert-fields.ts";
import { fieldsOfOne } from "./alert-page.ts";
import { type Field, fieldLines, painter, type Style } from "./field.ts";
import { isOfOne, leadOf, worstIn } from "./group-facts.ts";
import { fieldsOfGroup } from "./group-page.ts";
import { headlineOf } from "./headline.ts";
import { shown } from "./page-text.ts";

export interface NotificationPageOptions extends Reading {
  readonly styled: boolean;
  /** The options with which `tocsin alerts show` finds the table, quoted for a shell; none if it looks there by default. */
  readonly place?: string | undefined;
}

const MARK_LIMIT = 120;
const SUBJECT_LIMIT = 200;
const PLACE_LIMIT = 200;

/**
 * Some tens of lines, without a line break at the end. It contains no control character except line breaks, whatever arrived; with
 * `styled`, also our own colours.
 */
export function renderNotification(notification: Notification, options: NotificationPageOptions): string {
  const { now, styled, place } = options;
  const paint = painter(styled);
  const reading: Reading = { now, zone: options.zone ?? notification.timezone };
  const { mark, subject, place: where } = headlineOf(notification, now);
  const heading = `${paint(styleOf(notification), `[${shown(mark, MARK_LIMIT)}]`)} ${shown(subject, SUBJECT_LIMIT)}`;
  return [
    where === "" ? heading : `${heading} - ${shown(where, PLACE_LIMIT)}`,
    ...fieldsOf(notification, reading, place).flatMap((field) => fieldLines(field, paint)),
  ].join("\n");
}

/** As they came, unsafe to show. */
export function fieldsOf(notification: Notification, reading: Reading, place: string | undefined): readonly Field[] {
  const alert = leadOf(notification);
  if (alert === undefined) return fieldsOfGroup(notification, reading);
  const fields = isOfOne(notification)
    ? fieldsOfOne(notification, alert, reading)
    : fieldsOfGroup(notification, reading);
  return [...fields, acknowledgeHere(notification, reading), command(alert.id, place)];
}

function styleOf({ kind, counts, alerts: [alert] }: Notification): Style {
  if (kind === "over") return "green";
  return severityStyles[worstIn(counts.open) ?? alert?.severity ?? "INFORMATIONAL"];
}
