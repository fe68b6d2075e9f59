/**
 * Names, written once for the deployment, the embedded stack and the commands that find either by them: deployed, they begin with
 * the app and its stage, so that stages stand side by side in one account; embedded, with the app alone.
 */

const APP = "tocsin";

/** What every name of a stage begins with; without a stage, of the embedded stack. */
export function prefixOf(stage?: string, app = APP): string {
  return stage === undefined ? app : `${app}-${stage}`;
}

/** Below this a stage's secrets are: in Parameter Store from the root, `/tocsin/prod/…`, in Secrets Manager without, `tocsin/prod/…`. */
export function secretsPath(stage: string, app = APP): string {
  return `${app}/${stage}`;
}

export function nameIn(stage: string, noun: string): string {
  return `${prefixOf(stage)}-${noun}`;
}

export const nouns = {
  bus: "bus",
  archive: "bus",
  /** The rule of a source on the bus, its queue and its function. */
  ingest: (source: string): string => `ingest-${source}`,
  /** The queue and the function of a kind of channel. */
  deliver: (kind: string): string => `deliver-${kind}`,
  /** The topic of readable texts. */
  pages: "pages",
} as const;

/** The name of the alerts table, and of the topic. */
export function alertsOf(prefix: string): string {
  return `${prefix}-alerts`;
}

/** The options by which a command finds the stage's table, which it may have adopted under another name than its own. */
export function stageOptions(stage: string, tableName: string): string {
  return tableName === alertsOf(prefixOf(stage)) ? `--stage ${stage}` : `--stage ${stage} --table ${tableName}`;
}

export function deadLettersOf(queue: string): string {
  return `${queue}-dlq`;
}

/** What has a dead-letter queue, beside each source: the hops, what is scheduled, and what reports trouble. */
export const otherNouns = [
  "oncall",
  "announce",
  "review",
  "digest",
  "directory",
  "bus",
  "alarms",
  "member-alarms",
  "heartbeats",
] as const;
