/**
 * What a handler reports about itself. Reasons are data: the reason that a decision returns is the log's field and the metric's dimension.
 */
import type { MiddlewareObj } from "@middy/core";
import type { MetricName } from "../deployment/metrics.ts";

export interface Telemetry {
  readonly log: {
    info(message: string, fields?: Fields): void;
    warn(message: string, fields?: Fields): void;
    error(message: string, fields?: Fields): void;
  };
  /** Counts outcomes by their reason. */
  count(metric: MetricName, reason: string, number?: number): void;
  readonly middleware: readonly MiddlewareObj[];
}

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;
