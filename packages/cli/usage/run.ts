import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { run } from "../commands/run.ts";
import { PORT } from "../stack/serving.ts";
import { instantOf, portOf, urlOf } from "./argument-parsers.ts";
import { DIRECTORY, FILES } from "./options.ts";

export function defineRun({ command, terminal, end }: Definition): void {
  command
    .argument("[files...]", FILES)
    .option("--serve", "after the files are ingested, keep serving PutEvents in real time")
    .option("--port <port>", `port of the bus with --serve (default: ${PORT})`, portOf)
    .option("--policy <file>", "the organization's policy (YAML); see docs/policy.md")
    .option("--directory <file>", DIRECTORY)
    .addOption(
      new Option(
        "--until <instant>",
        "after the last event, move the clock on to this instant, such as 2026-12-31T00:00:00Z",
      )
        .argParser(instantOf)
        .conflicts("serve"),
    )
    .option(
      "--data-dir <dir>",
      "keep the table and the digest here and continue from them (default: start anew in .tocsin/last)",
    )
    .option("--ocsf <file>", "write each transition on a line of this file, as SIEMs get it in OCSF; see docs/siem.md")
    .option("--dynamodb-endpoint <url>", "use this DynamoDB instead of starting one", urlOf)
    .option("--json", "print the summary as JSON, and no pages")
    .action(async (files: string[], options) => end(await run(files, options, terminal)));
}
