/** The telemetry of a deployed function: Powertools' structured logs and embedded metrics. */
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import { VERSION } from "@tocsin/core/release";
import { metricDimensions } from "../deployment/metrics.ts";
import { cleanLog, cleanReason } from "./clean-log.ts";
import type { Telemetry } from "./telemetry.ts";

/** Structured logs and embedded metrics, as Lambda collects them; the namespace is POWERTOOLS_METRICS_NAMESPACE. */
export function powertools(service: string): Telemetry {
  const logger = new Logger({ serviceName: service, persistentKeys: { version: VERSION } });
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
