import type { Definition } from "../command-line.ts";
import { simulateEvents } from "../commands/simulate.ts";
import { defaultSimulation } from "../simulate/simulate.ts";
import { instantOf, wholeNumber } from "./argument-parsers.ts";

export function defineSimulate({ command, terminal, end }: Definition): void {
  command
    .addHelpText("after", "\nThe same options give the same events.")
    .option("--accounts <number>", "member accounts", wholeNumber(1, 1000), defaultSimulation.accounts)
    .option("--days <number>", "days", wholeNumber(1, 366), defaultSimulation.days)
    .option("--seed <number>", "start of the random numbers", wholeNumber(0, 2 ** 31), defaultSimulation.seed)
    .option("--end <instant>", "when the last day ends", instantOf, defaultSimulation.end)
    .action(async (options) => end(await simulateEvents(options, terminal)));
}
