import type { Definition } from "../command-line.ts";
import { backfill } from "../commands/backfill.ts";
import { FILES, stageOption, withEndpoint, withStageConfig } from "./options.ts";

export function defineBackfill({ command, terminal, end }: Definition): void {
  withStageConfig(withEndpoint(command.argument("<files...>", FILES)))
    .addHelpText("after", "\nFindings of a baseline become alerts and are in the digest; only later changes page.")
    .addOption(
      stageOption("send to the queues of this deployed stage, with the usual AWS credentials").conflicts("endpoint"),
    )
    .option("--dry-run", "say what would be sent, and send nothing")
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await backfill(files, options, terminal)));
}
