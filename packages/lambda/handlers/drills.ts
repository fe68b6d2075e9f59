/**
 * Records the times of a drill's hops, so that whoever runs it sees where the time goes. Other alerts do not record them: each would keep
 * them for ever, and in the time of a scenario the queues' own times mean nothing.
 */
import { isDrill } from "@tocsin/core/alert/condition";
import { type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { isOfDrill } from "@tocsin/oncall/target/drill-target";
import type { Wake } from "@tocsin/oncall/wake";
import type { SQSRecord } from "aws-lambda";

/** The wake, with when `announce` sent it. */
export function timedWake<W extends Wake>(wake: W, record: SQSRecord): W {
  return isDrill(wake.view) ? { ...wake, sentAt: sentAt(record) } : wake;
}

/** When on-call handed the notification over, and when it had arrived. */
export function wayOf(notification: Notification, record: SQSRecord, arrivedAt: Instant) {
  return isOfDrill(notification) ? { handedOverAt: sentAt(record), arrivedAt } : undefined;
}

function sentAt({ attributes }: SQSRecord): Instant {
  return instantOfEpoch(Number(attributes.SentTimestamp));
}
