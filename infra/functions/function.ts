/** The functions: how each is built, run, traced and logged, and that it may only do what it names. */
import { metricNamespace } from "@tocsin/lambda/deployment/metrics";
import { bundleSettings } from "@tocsin/lambda/deployment/settings";
import { keyArn } from "../encryption.ts";
import { arnOf, logical, named, rules } from "../place.ts";
import type { Permission } from "../policy.ts";

/** As long as anybody asks what a function did. */
const RETENTION_DAYS = 90;

export interface FunctionOptions {
  readonly timeoutSeconds: number;
  /** The variables that the function reads through `packages/lambda/runtime/environment.ts`. */
  readonly environment: Readonly<Record<`TOCSIN_${string}`, $util.Input<string>>>;
  readonly permissions: readonly Permission[];
  readonly memory?: `${number} MB`;
  /** Reserved concurrency. Only for functions that strangers can call: docs/adr/0039. */
  readonly reservedConcurrency?: number;
}

/** `functions/<noun>.ts`, deployed. */
export function deployFunction(noun: string, options: FunctionOptions): sst.aws.Function {
  const name = named(noun);
  return new sst.aws.Function(logical(noun), {
    name,
    handler: `functions/${noun}.handler`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: options.memory ?? "512 MB",
    timeout: `${options.timeoutSeconds} seconds`,
    ...(options.reservedConcurrency && { concurrency: { reserved: options.reservedConcurrency } }),
    environment: { ...options.environment, POWERTOOLS_METRICS_NAMESPACE: metricNamespace($app.stage) },
    permissions: [...options.permissions, ...ownLogs(name), ...tracing],
    logging: { format: "json" },
    nodejs: bundleSettings,
    transform: {
      function: (args) => {
        args.kmsKeyArn = keyArn;
        args.tracingConfig = { mode: "Active" };
      },
      logGroup: (args) => {
        args.kmsKeyId = keyArn;
        args.retentionInDays = rules.logRetentionDays ?? RETENTION_DAYS;
      },
      role: (args) => {
        args.name = name;
        // SST 4.17 lets the whole account assume the role, and write to every log: docs/adr/0008.
        args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
        args.managedPolicyArns = [];
      },
    },
  });
}

function ownLogs(name: string): readonly Permission[] {
  return [
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [arnOf("logs", `log-group:/aws/lambda/${name}:*`)],
    },
  ];
}

/** X-Ray knows no resource to name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const tracing: readonly Permission[] = [
  { actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] },
];
