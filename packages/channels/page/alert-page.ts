/** The fields of a notification about one alert, in the order of the questions of somebody who was woken. */
import type { AlertView, Decided } from "@tocsin/core/alert/view";
import type { Notification } from "@tocsin/oncall/notification";
import {
  by,
  deadline,
  doubt,
  facts,
  link,
  linksTo,
  owner,
  type Reading,
  seenBy,
  since,
  todo,
  what,
  where,
} from "./alert-fields.ts";
import { ASIDE_LIMIT, type Field, PROSE_LIMIT } from "./field.ts";
import { numbers } from "./group-fields.ts";
import { timeBetween, timeIn } from "./page-time.ts";
import { related } from "./related-field.ts";
import { next, whyYou } from "./why-you.ts";

export function fieldsOfOne(notification: Notification, alert: AlertView, reading: Reading): readonly Field[] {
  return alert.status === "RESOLVED"
    ? fieldsOfEnd(notification, alert, reading)
    : fieldsOfProblem(notification, alert, reading);
}

/** What is wrong, until when, where and by whom: together with what to do, this is on the first screen of a telephone. */
export function fieldsAtFirst(alert: AlertView, reading: Reading): readonly Field[] {
  return [what(alert), deadline(alert, reading), where(alert), by(alert, reading), doubt(alert, reading)];
}

/** What else is known of it. */
export function fieldsBesides(alert: AlertView, reading: Reading): readonly Field[] {
  return [owner(alert), since(alert, reading), facts(alert), seenBy(alert)];
}

function fieldsOfProblem(notification: Notification, alert: AlertView, reading: Reading): readonly Field[] {
  const links = linksTo(notification.links?.[alert.id], alert);
  return [
    ...fieldsAtFirst(alert, reading),
    ...todo(alert, links.runbook),
    related(notification, alert, reading),
    ...fieldsBesides(alert, reading),
    acknowledged(notification, alert, reading),
    // A group of several may have one alert left.
    ...("alert" in notification.grouping ? [] : [numbers(notification)]),
    next(notification, reading),
    whyYou(notification),
    link(links.link),
  ];
}

/** An alert that is over needs no action: the page says so, since when, why, and where to read more. */
function fieldsOfEnd(notification: Notification, alert: AlertView, reading: Reading): readonly Field[] {
  const { decided } = alert;
  return [
    what(alert),
    where(alert),
    by(alert, reading),
    end(notification, alert, reading),
    owner(alert),
    ...(decided === undefined ? [] : [decidedBy("ended by", decided, reading.zone)]),
    whyYou(notification),
  ];
}

/** When it was found to be over, which may be later than its end, and how long after it was first seen. */
function end({ at }: Notification, { firstSeenAt }: AlertView, { zone }: Reading): Field {
  const after = firstSeenAt === undefined ? "" : `, ${timeBetween(firstSeenAt, at)} after it was first seen`;
  return { label: "over by", texts: [`${timeIn(zone, at)}${after}`], limit: ASIDE_LIMIT };
}

/** Who has it in hand, and until when. */
function acknowledged({ urgency }: Notification, { status, decided }: AlertView, { zone }: Reading): Field {
  if (decided !== undefined) return decidedBy(status === "SUPPRESSED" ? "muted by" : "acked by", decided, zone);
  const isAsked = urgency === "now" && status === "OPEN";
  return { label: "acked by", texts: isAsked ? ["nobody"] : [], limit: ASIDE_LIMIT };
}

export function decidedBy(label: string, { by, why, until }: Decided, zone: string | undefined): Field {
  const end = until === undefined ? "" : `, until ${timeIn(zone, until)}`;
  return { label, texts: [`${by}${end}`, ...(why === "" ? [] : [`"${why}"`])], limit: PROSE_LIMIT };
}
