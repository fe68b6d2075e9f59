/** Items of the table that a command cannot read: it reports each, and goes on with the others. */
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { plain } from "@tocsin/core/text/text";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface Unreadable {
  /** The values of what could be read; the rest is reported on the terminal's standard error. */
  skip<T>(reads: AsyncIterable<ItemRead<T>> | Iterable<ItemRead<T>>): AsyncIterable<T>;
  /** Something else that cannot be read, and what that means. */
  report(problem: string): void;
  /** `refused` when something could not be read. */
  exitCode(): number;
}

const MESSAGE_LIMIT = 1000;

export function createUnreadable({ stderr }: Pick<Terminal, "stderr">): Unreadable {
  const reported = new Set<string>();
  const report = (problem: string) => {
    if (!reported.has(problem)) stderr.write(`${plain(problem, MESSAGE_LIMIT)}\n`);
    reported.add(problem);
  };
  return {
    report,
    async *skip(reads) {
      for await (const read of reads) {
        if (read.ok) yield read.value;
        else report(read.error.message);
      }
    },
    exitCode: () => (reported.size > 0 ? exitCodes.refused : exitCodes.ok),
  };
}
