import type { Definition } from "../command-line.ts";
import { explain } from "../commands/explain.ts";
import { FILES } from "./options.ts";

export function defineExplain({ command, terminal, end }: Definition): void {
  command
    .addHelpText("after", "\nNothing is started or stored. An alert is shown as it would be at the time of its event.")
    .argument("[files...]", FILES)
    .option("--policy <file>", "the organization's policy (YAML)")
    .option("--json", "print one JSON object a line")
    .action(async (files: string[], options) => end(await explain(files, options, terminal)));
}
