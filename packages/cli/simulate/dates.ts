/** The English dates that some services write instead of ISO 8601. */
import type { Instant } from "@tocsin/core/event/instant";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Inspector: `Wed Sep 04 16:59:44.356 UTC 2024`. */
export function inspectorDate(at: Instant): string {
  const date = new Date(at);
  const day = `${WEEKDAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${at.slice(8, 10)}`;
  return `${day} ${at.slice(11, 23)} UTC ${at.slice(0, 4)}`;
}

/** Older Inspector events, and CloudTrail: `Jan 19, 2023, 10:46:15 PM`. */
export function wordyDate(at: Instant): string {
  const date = new Date(at);
  const hours = date.getUTCHours();
  const time = `${hours % 12 || 12}:${at.slice(14, 19)} ${hours < 12 ? "AM" : "PM"}`;
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${at.slice(0, 4)}, ${time}`;
}
