import type { Definition } from "../command-line.ts";
import { drill } from "../commands/drill.ts";
import { textOf, wholeNumber } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

/** Longer than a queue keeps a message back that a function has failed at once. */
const WITHIN_SECONDS = 240;

export function defineDrill({ command, terminal, end }: Definition): void {
  withDrill(command)
    .requiredOption("--to <destination>", "the name of a channel or schedule in the policy in force", textOf)
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await drill(options, terminal)));
}

/** The options of a drill, except its destination. */
export function withDrill(command: Definition["command"]): Definition["command"] {
  return withTable(command)
    .option("--ring", "let it ring; without this it arrives without a sound")
    .option("--within <seconds>", "give up after this many seconds", wholeNumber(1, 3600), WITHIN_SECONDS)
    .option("--json", "print one JSON object");
}

const ABOUT = `
A drill is one alert whose texts all say DRILL. It takes the path of every alert: bus,
table, on-call, destination. It goes to that destination only, whatever routes, silences
and learning say: no list, count, report or subscriber of alerts has it. The drill ends
once it has arrived, or its time is over, and the destination is told that too.

Exit codes: 0 it has arrived; 1 it has not: the command names the last hop and what to
look at; 2 the policy has no such channel; 70 the bus did not accept it.

Examples:
  tocsin drill --to console                      # of a stack that serves on this machine
  tocsin drill --to soc --ring --stage prod`;
