import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { digest } from "../commands/digest.ts";
import { weekFrom } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineDigest({ command, terminal, end }: Definition): void {
  withTable(command)
    .option("--week <week>", "an ISO week such as 2026-W47 (default: the week of the latest transition)", weekFrom)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "html", "json"]).default("text"))
    .option("--json", "the same as --format json; with --out, print the paths as JSON")
    .option("--out <dir>", "write every format into this directory and print the paths instead")
    .option("--scope <name>", "what the digest covers, as its readers name it (default: as the run named it)")
    .action(async (options) => end(await digest(options, terminal)));
}
