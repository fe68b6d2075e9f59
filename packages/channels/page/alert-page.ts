/** The fields of a notification about one alert, in the order in which somebody who was woken asks. */
import type { AlertView } from "@tocsin/core/alert/view";
import type { Notification } from "@tocsin/oncall/notification";
import {
  by,
  deadline,
  doubt,
  facts,
  link,
  owner,
  type Reading,
  seenBy,
  since,
  todo,
  what,
  where,
} from "./alert-fields.ts";
import { ASIDE_LIMIT, type Field } from "./field.ts";
import { numbers } from "./group-fields.ts";
import { next, whyYou } from "./why-you.ts";

export function fieldsOfOne(notification: Notification, alert: AlertView, reading: Reading): readonly Field[] {
  return alert.status === "RESOLVED"
    ? fieldsOfEnd(notification, alert, reading)
    : fieldsOfProblem(notification, alert, reading);
}

function fieldsOfProblem(notification: Notification, alert: AlertView, reading: Reading): readonly Field[] {
  return [
    what(alert),
    deadline(alert, reading),
    where(alert),
    by(alert, reading),
    since(alert, reading),
    doubt(alert, reading),
    facts(alert),
    seenBy(alert),
    owner(alert),
    acknowledged(notification, alert),
    ...todo(alert),
    // A group of several may come down to one.
    ...("alert" in notification.grouping ? [] : [numbers(notification)]),
    next(notification, reading),
    whyYou(notification),
    link(alert),
  ];
}

/** What is over needs no action: the page says so, since when, why, and where to read more. */
function fieldsOfEnd(notification: Notification, alert: AlertView, { now, zone }: Reading): readonly Field[] {
  return [
    what(alert),
    where(alert),
    by(alert, { zone }),
    since(alert, { now, zone }),
    owner(alert),
    whyYou(notification),
  ];
}

function acknowledged({ urgency }: Notification, { status }: AlertView): Field {
  const isAsked = urgency === "now" && status === "OPEN";
  return { label: "acked by", texts: isAsked ? ["nobody"] : [], limit: ASIDE_LIMIT };
}
