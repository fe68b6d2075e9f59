/**
 * What a handler says of itself. Reasons are data: the reason that a decision of the code returns is the log's field and
 * the metric's dimension.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import { cleanLog, cleanReason } from "./clean-log.ts";
import { type MetricName, metricDimensions } from "./metrics.ts";

export interface Telemetry {
  readonly log: {
    info(message: string, fields?: Fields): void;
    warn(message: string, fields?: Fields): void;
    error(message: string, fields?: Fields): void;
  };
  /** Counts things that went one way, by the reason they did. */
  count(metric: MetricName, reason: string, number?: number): void;
  readonly middleware: readonly MiddlewareObj[];
}

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured logs and embedded metrics, as Lambda collects them; the namespace is POWERTOOLS_METRICS_NAMESPACE. */
export function powertools(service: string): Telemetry {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ serviceName: service });
  return {
    log: cleanLog((level, message, fields) => logger[level](message, fields)),
    count(metric, reason, number = 1) {
      metrics
        .singleMetric()
        .addDimension(metricDimensions.reason, cleanReason(reason))
        .addMetric(metric, MetricUnit.Count, number);
    },
    middleware: [injectLambdaContext(logger), coldStarts(metrics)],
  };
}

/** Each count is emitted by itself, so of what Powertools' middleware does only this is left; it would warn of the rest. */
function coldStarts(metrics: Metrics): MiddlewareObj {
  return { before: ({ context }) => metrics.captureColdStartMetric(context.functionName) };
}
