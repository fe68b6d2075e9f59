import type { Notification } from "@tocsin/oncall/notification";
import { severityOf } from "../page/group-facts.ts";
import { shown } from "../page/page-text.ts";

const ATTRIBUTE_LIMIT = 200;

/** The attributes that a topic's subscribers filter by. SNS accepts no empty text. */
export function attributesOf(notification: Notification): Readonly<Record<string, string>> {
  const { urgency, rings, kind, destination, groupId } = notification;
  const texts = { urgency, rings: String(rings), kind, severity: severityOf(notification), destination, groupId };
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, shown(text, ATTRIBUTE_LIMIT) || "-"]));
}
