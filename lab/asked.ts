/** What the command lines of `npm run lab` and `npm run bench` ask for. */
import { parseArgs } from "node:util";

export interface Asked {
  readonly names: readonly string[];
  /** `--record`: the results are also written into the documentation. */
  readonly isRecorded: boolean;
  /** `--help`: nothing is run. */
  readonly isForHelp: boolean;
}

/** Gives the reason why an unknown option is refused: a mistyped option must not start a long run. */
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
