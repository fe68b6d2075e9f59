/** What a month costs, by the size of the organization: counts from the synthesized deployment, times prices, on stated assumptions. */
import { shards } from "@tocsin/aws/alerts/alerts-schema";
import { ofType } from "../graph.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

/** US dollars in us-east-1, without free tiers; of AWS's pricing pages as known in November 2026, to be checked. */
const prices = {
  customEvent: 1 / 1e6,
  archivedGb: 0.1 + 0.023,
  sqsRequest: 0.4 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  storedGb: 0.25 + 0.2,
  publish: 0.5 / 1e6,
  kmsKey: 1,
  kmsRequest: 0.03 / 1e4,
  alarm: 0.1,
  metric: 0.3,
  dashboard: 3,
  logGb: 0.5,
  trace: 5 / 1e6,
} as const;

/** What the table below stands on; the text of docs/deploy.md says the same in words. */
const assumptions = {
  eventsPerAccount: 1000,
  regions: 2,
  /** Of the events; the others are duplicates and repetitions, which cost a read. */
  changing: 0.2,
  announced: 0.05,
  alertsKeptPerAccount: 200,
  eventKb: 4,
  alertKb: 6,
  /** The part of it that lists show, in the indexes of open alerts, of accounts and of weeks. */
  indexedKb: 2,
  logKbPerEvent: 3,
  ingestSeconds: 0.05,
  /** Head, log entry and observation in a transaction, which doubles them, and the indexes. */
  writeUnitsPerChange: 20,
  /** What an alert is in its groups, their numbers, what was told and why: in a transaction, and once more when it was delivered. */
  writeUnitsPerTelling: 24,
  readUnitsPerTelling: 12,
  kmsRequestsPerEvent: 2,
  /** A reason that occurs is a metric. */
  metrics: 80,
  /** What the timer reads besides each shard of two indexes: three times what is in force, what is due, and how destinations are. */
  timerReads: 6,
  /** Functions that an announcement passes: announce, oncall and deliver. */
  hops: 3,
  /** Each of a mapping's five pollers asks every 20 seconds, whether something waits or not. */
  pollers: 5,
} as const;

const sizes = [10, 100, 500, 2000] as const;

const MONTH_MINUTES = 30 * 24 * 60;
const a = assumptions;

interface Costs {
  readonly bus: number;
  readonly work: number;
  readonly table: number;
  readonly watching: number;
  readonly members: number;
}

function costsOf(accounts: number, synthesis: Synthesis): Costs {
  const events = accounts * a.eventsPerAccount;
  const heartbeats = accounts * a.regions * 30;
  const count = (type: string) => ofType(synthesis, type).length;
  const mappings = count("lambda/eventSourceMapping:EventSourceMapping");
  const polls = (mappings - 1) * a.pollers * 3 * MONTH_MINUTES;
  const gb = (kb: number) => kb / 1024 ** 2;
  return {
    bus: gb((events + heartbeats) * a.eventKb) * prices.archivedGb,
    work:
      // Sent, received, deleted; at such a pace a batch seldom holds more than one. What is announced wakes on-call, and is handed to a channel.
      (polls + events * (3 + 6 * a.announced)) * prices.sqsRequest +
      (events * (1 + a.hops * a.announced) + MONTH_MINUTES) *
        (prices.lambdaRequest + a.ingestSeconds * 0.5 * prices.lambdaGbSecond) +
      events * a.announced * prices.publish,
    table:
      events * (a.changing * a.writeUnitsPerChange * prices.writeUnit + prices.readUnit) +
      events * a.announced * (a.writeUnitsPerTelling * prices.writeUnit + a.readUnitsPerTelling * prices.readUnit) +
      MONTH_MINUTES * (2 * shards.length + a.timerReads) * prices.readUnit +
      gb(accounts * a.alertsKeptPerAccount * (a.alertKb + a.indexedKb)) * prices.storedGb,
    watching:
      count("cloudwatch/metricAlarm:MetricAlarm") * prices.alarm +
      (a.metrics + a.regions) * prices.metric +
      prices.dashboard +
      gb(events * a.logKbPerEvent + MONTH_MINUTES) * prices.logGb +
      MONTH_MINUTES * prices.trace +
      prices.kmsKey +
      events * a.kmsRequestsPerEvent * prices.kmsRequest,
    members: accounts * a.regions * prices.alarm + (events + heartbeats) * prices.customEvent,
  };
}

/** A row a size, in Markdown. */
export function costsTable(synthesis: Synthesis): string {
  const dollars = (amount: number) => (amount < 10 ? amount.toFixed(2) : amount.toFixed(0));
  const rows = sizes.map((accounts) => {
    const { members, ...own } = costsOf(accounts, synthesis);
    const total = Object.values(own).reduce((sum, cost) => sum + cost, 0);
    const cells = [own.bus, own.work, own.table, own.watching, total, members].map(dollars);
    return `| ${accounts.toLocaleString("en")} | ${(accounts * a.eventsPerAccount).toLocaleString("en")} | ${cells.join(" | ")} |`;
  });
  return [
    "| accounts | events | archive | queues, functions, topic | table | alarms, metrics, logs, key | security account | all members |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
