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
A new stack learns: it rings for urgent threats only, so that on the first day nobody
is woken for findings that have existed for years. After this command it tells people
everything that the policy says.

Example:
  tocsin go-live --stage prod`,
    )
    .action(async (options) => end(await goLive(options, terminal)));
}
