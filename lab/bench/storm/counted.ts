import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";

/** How many open alerts the messages tell of: of each group the last speaks. */
export function countedIn(sent: readonly Notification[]): number {
  const last = new Map(sent.map((notification) => [notification.groupId, notification]));
  return last.values().reduce((sum, { counts }) => sum + total(counts.open), 0);
}
