/** The fields of a notification about several alerts, or without any alert in it. */
import { conditions } from "@tocsin/core/alert/condition";
import type { Notification } from "@tocsin/oncall/notification";
import { link, type Reading, runbook, todo } from "./alert-fields.ts";
import type { Field } from "./field.ts";
import { cveKeys, leadLinks, sharedIn } from "./group-facts.ts";
import { first, grouped, numbers, owners, reach } from "./group-fields.ts";
import { next, whyYou } from "./why-you.ts";

/** How many alerts of a group are named; all in the notification for a morning list, and for alerts that are told nowhere else. */
const FIRST_LIMIT = 3;

export function fieldsOfGroup(notification: Notification, reading: Reading): readonly Field[] {
  const { alerts, grouping, kind, urgency } = notification;
  const isList = urgency === "morning" || "overflow" in grouping;
  const named = isList ? alerts.length : FIRST_LIMIT;
  const toBeginWith = first(notification, reading.now, named);
  const links = leadLinks(notification);
  const numbered = [owners(notification), numbers(notification)];
  if (kind === "over") return [grouped(notification), toBeginWith, ...numbered, whyYou(notification)];
  return [
    grouped(notification),
    reach(notification),
    toBeginWith,
    ...(todoOfAll(notification, links.runbook) ?? [runbook(links.runbook)]),
    ...numbered,
    next(notification, reading),
    whyYou(notification),
    link(links.link),
  ];
}

/** If all are of one kind. The page of a single alert says what that one needs, unless all of them need the same. */
function todoOfAll(notification: Notification, url: string | undefined): readonly Field[] | undefined {
  const condition = sharedIn(notification, (alert) => alert.condition, "condition", ...cveKeys);
  if (condition === undefined) return undefined;
  const remedy = sharedIn(notification, (alert) => alert.remedy, ...cveKeys) ?? conditions[condition].remedy;
  return todo({ condition, remedy }, url);
}
