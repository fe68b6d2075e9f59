import type { Definition } from "../command-line.ts";
import { drill } from "../commands/drill.ts";
import { textOf, wholeNumber } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

/** Longer than a queue keeps a message back that a function has failed at once. */
const WITHIN_SECONDS = 240;

export function defineDrill({ command, terminal, end }: Definition): void {
  withDrill(command)
    .requiredOption(
      "--to <destination>",
      "the channel or schedule that is to be reached, as the policy in force calls it",
      textOf,
    )
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await drill(options, terminal)));
}

/** What a drill can be told but for its destination. */
export function withDrill(command: Definition["command"]): Definition["command"] {
  return withTable(command)
    .option("--ring", "let it ring; without this it arrives without a sound")
    .option("--within <seconds>", "give up after so many seconds", wholeNumber(1, 3600), WITHIN_SECONDS)
    .option("--json", "print one JSON object");
}

const ABOUT = `
One alert, of which everything says that it is a DRILL, goes the way of all alerts: bus,
table, on-call, destination. It goes to that destination alone, whatever routes, silences
and learning say, and nowhere else: no list, count, report or subscriber of alerts has it.
When it has arrived, or did not in time, it is ended, which the destination hears too.

Exit codes: 0 it has arrived; 1 it has not: the last hop and what to look at are named;
2 the policy has no such channel; 70 the bus did not take it.

Examples:
  tocsin drill --to console                      # of a stack that serves on this machine
  tocsin drill --to soc --ring --stage prod`;
