/**
 * What is written down of the way of a drill, so that whoever runs it sees where it takes its time. It is not written of other alerts:
 * each would carry it for ever, and by the time of a scenario the queues' own time says nothing.
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
