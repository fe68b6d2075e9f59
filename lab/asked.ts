/** What `npm run lab` and `npm run bench` are asked for on their command lines. */
import { parseArgs } from "node:util";

export interface Asked {
  readonly names: readonly string[];
  /** `--record`: what is found is written into the documentation, too. */
  readonly isRecorded: boolean;
  /** `--help`: nothing is to be run. */
  readonly isForHelp: boolean;
}

/** Gives why not, for an option that there is not: a mistyped one must not start what takes long. */
export function askedFor(args: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { record: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    return { names: positionals, isRecorded: values.record, isForHelp: values.help };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { problem: error.message.split(". ")[0] ?? error.message };
  }
}
