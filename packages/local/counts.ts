/** What the handlers count, kept in memory: the local stack's metrics, and its summary. */

import type { MetricName } from "@tocsin/lambda/deployment/metrics";
import { cleanLog, cleanReason } from "@tocsin/lambda/runtime/clean-log";
import type { Telemetry } from "@tocsin/lambda/runtime/telemetry";

export interface Counts {
  /** How often each reason was given for a metric. */
  of(metric: MetricName): ReadonlyMap<string, number>;
  telemetry(service: string): Telemetry;
}

/** Is told of each count as it is made. */
export type CountListener = (metric: MetricName, reason: string, number: number) => void;

/** @param writeLog takes each log entry as a line of JSON. */
export function createCounts(writeLog: (line: string) => void, counting: CountListener = () => {}): Counts {
  const counted = new Map<MetricName, Map<string, number>>();
  return {
    of: (metric) => counted.get(metric) ?? new Map(),
    telemetry(service) {
      return {
        log: cleanLog((level, message, fields) =>
          writeLog(JSON.stringify({ level: level.toUpperCase(), service, message, ...fields })),
        ),
        count(metric, given, number = 1) {
          const reason = cleanReason(given);
          const reasons = counted.get(metric) ?? new Map<string, number>();
          counted.set(metric, reasons.set(reason, (reasons.get(reason) ?? 0) + number));
          counting(metric, reason, number);
        },
        middleware: [],
      };
    },
  };
}
