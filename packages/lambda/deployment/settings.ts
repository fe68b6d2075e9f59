/**
 * How each function is run: written once, read by `infra/` and by the local stack, so that what runs on a laptop is what
 * is deployed.
 */

/** Options for the bundling of a function beyond SST's defaults, under SST's own names. */
export const bundleSettings = {
  minify: true,
  // Credentials come from the environment alone: docs/adr/0016. Relative to sst.config.ts.
  plugins: "packages/lambda/deployment/bundle-plugins.mjs",
  // To keep function names, esbuild would add a call for each, which costs time at every cold start; nothing reads them, since errors have
  // their names as fields.
  esbuild: { keepNames: false },
} as const;

export interface QueueSettings {
  readonly timeoutSeconds: number;
  readonly batchSize: number;
  /** How long to wait for a batch to fill. */
  readonly windowSeconds: number;
  /** At least six times the function's timeout. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
  readonly visibilitySeconds: number;
  /** After this many deliveries a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

export interface StreamSettings {
  readonly timeoutSeconds: number;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxRetryAttempts: number;
}

export interface ScheduleSettings {
  readonly timeoutSeconds: number;
  /** An EventBridge Scheduler expression, in UTC. */
  readonly schedule: string;
}

export const ingestSettings: QueueSettings = {
  timeoutSeconds: 30,
  batchSize: 10,
  windowSeconds: 1,
  visibilitySeconds: 180,
  maxReceiveCount: 5,
};

export const oncallSettings: QueueSettings = {
  timeoutSeconds: 60,
  batchSize: 10,
  windowSeconds: 0,
  visibilitySeconds: 360,
  maxReceiveCount: 5,
};

/** A redelivered message is too late for its content: on-call decides again what to tell. */
export const deliverSettings: QueueSettings = {
  timeoutSeconds: 30,
  batchSize: 10,
  windowSeconds: 0,
  visibilitySeconds: 180,
  maxReceiveCount: 5,
};

/** For the SIEM outputs. Ten events are one PublishBatch. */
export const subscriberSettings: QueueSettings = {
  timeoutSeconds: 30,
  batchSize: 10,
  windowSeconds: 1,
  visibilitySeconds: 180,
  maxReceiveCount: 5,
};

/** Ten entries are one PublishBatch. */
export const announceSettings: StreamSettings = {
  timeoutSeconds: 30,
  batchSize: 10,
  windowSeconds: 0,
  maxRetryAttempts: 10,
};

export const reviewSettings: ScheduleSettings = { timeoutSeconds: 50, schedule: "rate(1 minute)" };
/** Each account's tags need a call, and Organizations allows only a few a second. */
export const directorySettings: ScheduleSettings = { timeoutSeconds: 900, schedule: "rate(1 hour)" };
/** Somebody waits for the page. An HTTP API waits for 30 seconds at most. */
export const acknowledgeSettings = { timeoutSeconds: 20 } as const;
/** Slack waits for three seconds, PagerDuty for five; slower requests still take effect. */
export const callbackSettings = { timeoutSeconds: 20 } as const;
/** A provider is polled as often as `review` runs. */
export const pollSettings: ScheduleSettings = { timeoutSeconds: 50, schedule: "rate(1 minute)" };
/** Every hour, since it is six on Monday at different hours in different time zones; in a zone with half hours, at the next full hour. */
export const digestSettings: ScheduleSettings = { timeoutSeconds: 300, schedule: "cron(0 * * * ? *)" };
