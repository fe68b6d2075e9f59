import { VERSION } from "@tocsin/core/release";
import { expect, test } from "vitest";
import { metricDimensions, metricNamespace } from "../deployment/metrics.ts";
import { runScript } from "../testing/child-process.ts";
import { context } from "../testing/sample-batch.ts";

/** What a function writes that is invoked twice, and counts and logs once each time. */
async function outputOfTwoInvocations() {
  const script = `
    import { powertools } from ${JSON.stringify(import.meta.resolve("./powertools.ts"))};
    import { queueHandler } from ${JSON.stringify(import.meta.resolve("./batch.ts"))};
    const telemetry = powertools("ingest-acm");
    const handler = queueHandler({ telemetry, deadLetters: {}, maxReceiveCount: 5, metric: "events" }, async (records) => {
      telemetry.count("events", "observed", records.length);
      return new Map(records.map((record) => [record, { kind: "retry", error: new RangeError("it is too far: token=abc\\u{9b}") }]));
    });
    const event = { Records: ["m1", "m2"].map((messageId) => ({ messageId, body: "{}", attributes: {} })) };
    const context = { ...${JSON.stringify(context)}, getRemainingTimeInMillis: () => 1000 };
    await handler(event, context);
    await handler(event, context);
  `;
  const { stdout, stderr } = await runScript(script, {
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    POWERTOOLS_METRICS_NAMESPACE: metricNamespace("prod"),
  });
  const lines = stdout.map((line) => JSON.parse(line));
  return {
    stderr,
    metrics: lines.filter((line) => "_aws" in line),
    errors: lines.concat(stderr.map((line) => JSON.parse(line))).filter(({ level }) => level === "ERROR"),
  };
}

test("a function writes nothing but JSON: metrics by reason, cold starts, and its log", async () => {
  const { metrics, errors } = await outputOfTwoInvocations();
  const counts = metrics.filter((metric) => "events" in metric);
  expect(counts).toMatchObject(Array(2).fill({ service: "ingest-acm", reason: "observed", events: 2 }));
  const [{ CloudWatchMetrics }] = counts.map(({ _aws }) => _aws);
  expect(CloudWatchMetrics).toEqual([
    {
      Namespace: "Tocsin/prod",
      Dimensions: [Object.values(metricDimensions)],
      Metrics: [{ Name: "events", Unit: "Count" }],
    },
  ]);
  expect(metrics.filter((metric) => "ColdStart" in metric).length).toBe(1);
  expect(errors.length).toBe(4);
  expect(errors[0]).toMatchObject({
    message: "a record is to be delivered again",
    error: "RangeError",
    problem: "it is too far: token=[secret]",
    function_request_id: context.awsRequestId,
    version: VERSION,
  });
});
