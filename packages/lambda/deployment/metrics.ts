/** What functions count, and its names in CloudWatch: written once, read by the telemetry and by the dashboard. */

export const metricNames = [
  "events",
  "observations",
  "announcements",
  /** What on-call decided, by reason. */
  "verdicts",
  "notifications",
  /** Notifications that ring. */
  "rings",
  "reviews",
  "digests",
  "refreshes",
  "problems",
  /** For how many seconds a notification has been overdue. */
  "overdue",
  /** Heartbeats to the monitor outside, by what became of them. */
  "beats",
  /** Requests by the links in messages, by what became of them. */
  "links",
  /** What providers send back, or are asked for, by what became of it. */
  "callbacks",
  /** What is written for SIEMs, by what became of it. */
  "exports",
] as const;
export type MetricName = (typeof metricNames)[number];

/**
 * CloudWatch identifies a metric by its name with exactly these dimensions: the service that counts, which Powertools adds, and the reason.
 */
export const metricDimensions = { service: "service", reason: "reason" } as const;

/** A namespace for each stage, since several stages can exist in one account. Functions get it in Powertools' own variable. */
export const metricNamespace = (stage: string): string => `Tocsin/${stage}`;

/** Overdue: a notification that should have arrived, or a group that on-call should have looked at. An alarm rings after five minutes. */
export const OWED = "owed";
export const OWED_SECONDS = 5 * 60;

/** Why a problem is counted: what is in force cannot be read. An alarm rings while it is. */
export const WORLD_UNREADABLE = "world-unreadable";

/** Why a problem is counted: a notification went without its link. An alarm rings while it does. */
export const NOT_SIGNED = "link-not-signed";

/** Of requests by links: one that Tocsin could not answer. An alarm rings. */
export const LINK_FAILED = "failed" as const;

/** Of what providers send back: what Tocsin could not take, or not wholly. An alarm rings. */
export const CALLBACK_FAILED = "failed" as const;

/** Overdue: reading what people did at a provider that is polled. An alarm rings after the same time as for notifications. */
export const UNREAD = "unread";

/** The alarms on what `review` counts, by the endings of their names, with the value at which they ring. */
export const countedAlarms = {
  "world-unreadable": { metric: "problems", reason: WORLD_UNREADABLE, atLeast: 1 },
  "notifications-owed": { metric: "overdue", reason: OWED, atLeast: OWED_SECONDS },
} as const satisfies Record<string, CountedAlarm>;

interface CountedAlarm {
  readonly metric: MetricName;
  readonly reason: string;
  readonly atLeast: number;
}

export type CountedAlarmName = keyof typeof countedAlarms;
export const countedAlarmNames = Object.keys(countedAlarms) as readonly CountedAlarmName[];
