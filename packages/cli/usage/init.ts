import type { Definition } from "../command-line.ts";
import { init } from "../commands/init.ts";

export function defineInit({ command, terminal, end }: Definition): void {
  command
    .addHelpText("after", "\nAt a terminal, it asks for everything that no option gives.")
    .option("--organization <id>", "the organization's id, such as o-a1b2c3d4e5")
    .option("--scope <name>", "what the weekly digest covers, as its readers name it")
    .option("--home-region <region>", "the region that the stack is deployed to")
    .option("--unit <id...>", "organizational units whose accounts forward events, or the root for all accounts")
    .option("--alarm-address <mail...>", "mail addresses for alarms about Tocsin itself")
    .option("--region <region...>", "further regions that accounts forward events from")
    .option(
      "--stage <name>",
      "the stage in the commands shown at the end; the file does not contain it (default: prod)",
    )
    .option("--file <file>", "the file to write", "tocsin.config.json")
    .option("--force", "overwrite a file that exists")
    .action(async (options) => end(await init(options, terminal)));
}
