/** The names of queues, written once: deployed they begin with the app and its stage, embedded with the app alone. */

const APP = "tocsin";

/** What every name of a stage begins with; without a stage, of the embedded stack. */
export function prefixOf(stage?: string): string {
  return stage === undefined ? APP : `${APP}-${stage}`;
}

/** The name of the alerts table, and of the topic. */
export function alertsOf(prefix: string): string {
  return `${prefix}-alerts`;
}

/** The noun of a source's queue, function and rule. */
export function ingestNoun(source: string): string {
  return `ingest-${source}`;
}

export function deadLettersOf(queue: string): string {
  return `${queue}-dlq`;
}

/** What has a dead-letter queue, beside each source: the hops, what is scheduled, and what tells of trouble. */
export const otherNouns = ["oncall", "announce", "review", "digest", "bus", "alarms", "member-alarms"] as const;
