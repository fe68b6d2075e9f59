import type { Definition } from "../command-line.ts";
import { verify } from "../commands/verify.ts";
import { each, regionOf, stageOf, textOf } from "./argument-parsers.ts";
import { stageTableOption, withConfig } from "./options.ts";

export function defineVerify({ command, terminal, end }: Definition): void {
  withConfig(command)
    .requiredOption("--stage <name>", "the deployed stage, by the usual AWS credentials in its region", stageOf)
    .addOption(stageTableOption())
    .option(
      "--region <region...>",
      "look for signs of life from these regions instead of the configuration's",
      each(regionOf),
    )
    .option("--drill-to <destination>", "send a drill to this channel, without a sound, as `tocsin drill` does", textOf)
    .option("--json", "print one JSON object a line, for each check")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await verify(options, terminal)));
}

const ABOUT = `
It goes through the lines of "What has not been verified" in docs/deploy.md by their names, and
only reads, but for the drill. What it could not ask is never taken for well.

Exit codes: 0 nothing failed; 1 something has; 70 nothing is known to have failed, but something
could not be asked, or the credentials do not work.`;
