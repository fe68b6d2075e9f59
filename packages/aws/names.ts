/**
 * Names, written once for the deployment, the embedded stack and the commands that find either by them: deployed, they begin with
 * the organization's prefix and the stage, so that stages stand side by side in one account; embedded, with the app alone.
 */

/** What names begin with, unless the configuration has another prefix. */
export const NAME_PREFIX = "tocsin";

/** How the names of a deployed stage begin. */
export interface StageNames {
  /** Of resources: `tocsin-prod`. */
  readonly prefix: string;
  /** Of secrets: in Parameter Store from the root, `/tocsin/prod/…`, in Secrets Manager without, `tocsin/prod/…`. */
  readonly secretsPath: string;
}

/** @param namePrefix of the configuration, by which the stage was deployed. */
export function stageNames(stage: string, namePrefix = NAME_PREFIX): StageNames {
  return { prefix: `${namePrefix}-${stage}`, secretsPath: `${namePrefix}/${stage}` };
}

export function nameIn({ prefix }: StageNames, noun: string): string {
  return `${prefix}-${noun}`;
}

/** What alerts may be written to for SIEMs, where the configuration asks for it: a queue and a function each. */
export const siemKinds = ["ocsf", "security-hub"] as const;
export type SiemKind = (typeof siemKinds)[number];

/** The queue and the function that archive and resolve in other services what a person resolved here, where the configuration asks for it. */
export const SYNC_BACK = "sync-back";

export const nouns = {
  bus: "bus",
  archive: "bus",
  /** The rule of a source on the bus, its queue and its function. */
  ingest: (source: string): string => `ingest-${source}`,
  /** The queue and the function of a kind of channel. */
  deliver: (kind: string): string => `deliver-${kind}`,
  /** The topic of readable texts. */
  pages: "pages",
  /** The topic to which Amazon Q Developer in chat applications subscribes. */
  chat: "chat",
  /** The topic of events in OCSF. */
  ocsf: "ocsf",
  /** The configuration set by which mails go. */
  mails: "email",
  /** The topic of Tocsin's own troubles. */
  alarms: "alarms",
} as const;

/** The bus on which services say what happens in an account. */
export const DEFAULT_BUS = "default";

/** The alias of the stack's own key. */
export function keyAliasOf(names: StageNames): string {
  return `alias/${nameIn(names, "key")}`;
}

/** The name of the alerts table, and of the topic. */
export function alertsOf(prefix: string): string {
  return `${prefix}-alerts`;
}

/**
 * The options by which a command finds the stage's table: it may have adopted one of another name than its own, and where the command
 * is called there may be no configuration that tells its prefix.
 */
export function stageOptions(stage: string, tableName: string): string {
  return tableName === alertsOf(stageNames(stage).prefix)
    ? `--stage ${stage}`
    : `--stage ${stage} --table ${tableName}`;
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
