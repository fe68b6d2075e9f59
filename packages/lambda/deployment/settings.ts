/**
 * How each function is run: written once, read by `infra/` and by the local stack, so that what runs on a laptop is what
 * is deployed.
 */

/** Options for the bundling of a function beyond SST's defaults, under SST's own names. */
export const bundleSettings = {
  minify: true,
  // Credentials come from the environment alone: docs/adr/0016. Relative to sst.config.ts.
  plugins: "packages/lambda/deployment/bundle-plugins.mjs",
  // To keep the names of functions, esbuild would add a call for each of them, which every cold start pays for; nothing reads
  // them, since errors carry their names as fields.
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

/** A message that comes again is too late for what it says: what it was to tell is decided anew. */
export const deliverSettings: QueueSettings = {
  timeoutSeconds: 30,
  batchSize: 10,
  windowSeconds: 0,
  visibilitySeconds: 180,
  maxReceiveCount: 5,
};

/** Of what is written for SIEMs. Ten events are one PublishBatch. */
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
/** The tags of an account are a call each, of which Organizations takes few a second. */
export const directorySettings: ScheduleSettings = { timeoutSeconds: 900, schedule: "rate(1 hour)" };
/** Somebody waits for the page. An HTTP API waits for 30 seconds at most. */
export const acknowledgeSettings = { timeoutSeconds: 20 } as const;
/** Slack waits for three seconds, PagerDuty for five: what takes longer is done all the same. */
export const callbackSettings = { timeoutSeconds: 20 } as const;
/** A provider is asked as often as what is due is looked at. */
export const pollSettings: ScheduleSettings = { timeoutSeconds: 50, schedule: "rate(1 minute)" };
/** On the hour, since it is six on a Monday at another in each time zone; where it is at half past, on the next. */
export const digestSettings: ScheduleSettings = { timeoutSeconds: 300, schedule: "cron(0 * * * ? *)" };
