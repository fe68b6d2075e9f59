import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { tryPolicy } from "../commands/trial.ts";
import { DIRECTORY, FILES } from "./options.ts";

export function defineTrial({ command, terminal, end }: Definition): void {
  command
    .argument("<files...>", FILES)
    .option("--policy <file>", "the policy (YAML) to try (default: the built-in one)")
    .option("--directory <file>", DIRECTORY)
    .option("--out <folder>", "write the report and every notification into this folder")
    .addOption(new Option("--json", "print one JSON object").conflicts("markdown"))
    .option("--markdown", "print Markdown")
    .addHelpText("after", ABOUT)
    .action(async (files: readonly string[], options) => end(await tryPolicy(files, options, terminal)));
}

const ABOUT = `
What happens:
  The command folds the events and decides on them as a deployed stack would have
  done when they came, in order of their times, whatever the order of the files.
  It deploys nothing, notifies nobody, does not call AWS, and writes only into
  the folder that you name. Nobody acknowledges anything, so every escalation
  takes all its steps, and reminders continue until an alert is over.`;
