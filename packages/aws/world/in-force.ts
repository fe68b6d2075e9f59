/** The version of something that a function uses: the one in force, or the last good one if that cannot be read. */
import type { ItemRead } from "../alerts/items/items.ts";

export interface Versions<T> {
  /** What holds before the first. */
  readonly none: T;
  /** One version; or why it cannot be used. @throws CallError */
  readonly read: (version: number) => Promise<{ readonly value: T } | { readonly problem: string }>;
  /** The versions that there are, the last first. @throws CallError */
  readonly all: () => AsyncIterable<number>;
  /** Takes why a version in force cannot be used, at each reading as long as it lasts. */
  readonly report: (problem: string) => void;
}

/** Gives what `pointed` says is in force. @throws CallError */
export type InForce<T> = (pointed: ItemRead<number>) => Promise<T>;

/** How many older versions are searched for a readable one. */
const OLDER_TRIED = 20;

/**
 * A version that cannot be used is damaged, of a later format, or says what this code refuses. What was in use then stays in use; a function
 * that has just started takes the newest version that it can read.
 */
export function createInForce<T>({ none, read, all, report }: Versions<T>): InForce<T> {
  let known: { readonly version: number | undefined; readonly value: T } | undefined;

  return async (pointed) => {
    if (pointed.ok && pointed.value === 0) return none;
    if (pointed.ok && pointed.value === known?.version) return known.value;
    const found = pointed.ok ? await read(pointed.value) : { problem: pointed.error.message };
    if ("value" in found) known = { version: pointed.ok ? pointed.value : undefined, value: found.value };
    else {
      report(found.problem);
      known ??= { version: undefined, value: await newestReadable() };
    }
    return known.value;
  };

  async function newestReadable(): Promise<T> {
    let tried = 0;
    for await (const version of all()) {
      if (tried === OLDER_TRIED) break;
      tried += 1;
      const found = await read(version);
      if ("value" in found) return found.value;
    }
    return none;
  }
}
