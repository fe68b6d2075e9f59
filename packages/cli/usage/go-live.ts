import type { Definition } from "../command-line.ts";
import { goLive } from "../commands/oncall/go-live.ts";
import { withTable } from "./options.ts";

export function defineGoLive({ command, terminal, end }: Definition): void {
  withTable(command)
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
A new stack learns: of all that it finds, it rings for urgent threats alone, so that
a first day does not wake anybody for what has been there for years. From when you
say so it tells people all that the policy says.

Example:
  tocsin go-live --stage prod`,
    )
    .action(async (options) => end(await goLive(options, terminal)));
}
