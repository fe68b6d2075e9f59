import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { send } from "../commands/send.ts";
import { FILES, withEndpoint } from "./options.ts";

export function defineSend({ command, terminal, end }: Definition): void {
  withEndpoint(command.argument("<files...>", FILES))
    .addOption(
      new Option(
        "--bus <name>",
        "name or ARN of a bus in AWS, with the usual credentials; AWS refuses sources that begin with aws.",
      ).conflicts("endpoint"),
    )
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await send(files, options, terminal)));
}
