import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { tryPolicy } from "../commands/trial.ts";
import { DIRECTORY, FILES } from "./options.ts";

export function defineTrial({ command, terminal, end }: Definition): void {
  command
    .argument("<files...>", FILES)
    .option("--policy <file>", "the policy (YAML) that is tried (default: the one that is built in)")
    .option("--directory <file>", DIRECTORY)
    .option("--out <folder>", "write the report and every notification into this folder")
    .addOption(new Option("--json", "print one JSON object").conflicts("markdown"))
    .option("--markdown", "print Markdown")
    .addHelpText("after", ABOUT)
    .action(async (files: readonly string[], options) => end(await tryPolicy(files, options, terminal)));
}

const ABOUT = `
What happens:
  The events are folded and decided on as a deployed stack would have done when
  they came: in order of their times, whatever the order of the files. Nothing is
  deployed, nobody is notified, and nothing is written but the folder, if one
  is named. AWS is not asked anything. Nobody acknowledges anything, so that
  every escalation takes all its steps, and reminders come until it is over.`;
