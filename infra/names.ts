/** Names of what a stage deploys: written once for the deployment and for the commands that find it by them. */

const APP = "tocsin";

/** What every name begins with. App and stage come first, so that stages stand side by side in one account. */
export const prefixOf = (stage: string, app = APP): string => `${app}-${stage}`;

/** What is named within a stage. */
export const nouns = {
  bus: "bus",
  archive: "bus",
  /** The rule of a source on the bus, its queue and its function. */
  ingest: (source: string): string => `ingest-${source}`,
} as const;

export const nameIn = (stage: string, noun: string): string => `${prefixOf(stage)}-${noun}`;
