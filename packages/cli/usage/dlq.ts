import { type Command, Option } from "commander";
import type { Definition } from "../command-line.ts";
import { discardDeadLetters, listDeadLetters, redriveDeadLetters, showDeadLetters } from "../commands/dlq.ts";
import { urlOf } from "./argument-parsers.ts";
import { stageTableOption, withSelection } from "./options.ts";

export function defineDlq({ command, terminal, end }: Definition): void {
  withSelection(command.command("list"))
    .description("count dead letters by queue and reason")
    .option("--json", "print one JSON object on each line")
    .action(async (queue: string | undefined, options) => end(await listDeadLetters({ ...options, queue }, terminal)));
  withSelection(command.command("show"))
    .description("show each dead letter")
    .option("--body", "with its body, which may be sensitive")
    .option("--json", "print one JSON object on each line")
    .action(async (queue: string | undefined, options) => end(await showDeadLetters({ ...options, queue }, terminal)));
  withConfirmation(withSelection(command.command("redrive")))
    .description("send dead letters back to where they failed; a destination that was notified is not notified again")
    .addOption(
      new Option("--dynamodb-endpoint <url>", "the DynamoDB that holds the table").argParser(urlOf).conflicts("stage"),
    )
    .addOption(stageTableOption())
    .action(async (queue: string | undefined, options) =>
      end(await redriveDeadLetters({ ...options, queue }, terminal)),
    );
  withConfirmation(withSelection(command.command("discard")))
    .description("delete dead letters")
    .action(async (queue: string | undefined, options) =>
      end(await discardDeadLetters({ ...options, queue }, terminal)),
    );
}

function withConfirmation(command: Command): Command {
  return command
    .option("--all", "every dead letter, if you name neither a queue nor a reason")
    .option("--dry-run", "only list them")
    .option("--yes", "do not ask for confirmation")
    .option("--json", "print the outcome as JSON");
}
