import type { Definition } from "../command-line.ts";
import { verify } from "../commands/verify.ts";
import { each, regionOf, stageOf, textOf } from "./argument-parsers.ts";
import { stageTableOption, withConfig } from "./options.ts";

export function defineVerify({ command, terminal, end }: Definition): void {
  withConfig(command)
    .requiredOption("--stage <name>", "the deployed stage, with the usual AWS credentials in its region", stageOf)
    .addOption(stageTableOption())
    .option(
      "--region <region...>",
      "look for heartbeats from these regions instead of the configuration's",
      each(regionOf),
    )
    .option("--drill-to <destination>", "send a drill to this channel, without a sound, as `tocsin drill` does", textOf)
    .option("--json", "print one JSON object on each line, for each check")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await verify(options, terminal)));
}

const ABOUT = `
The command checks each line of "What has not been verified" in docs/deploy.md by its name. Except
for the drill it only reads. A check that could not be made never counts as passed.

Exit codes: 0 no check failed; 1 a check failed; 70 no check failed, but one could not be made, or
the credentials do not work.`;
