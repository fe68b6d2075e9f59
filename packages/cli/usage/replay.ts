import { REPLAY_NAME } from "@tocsin/aws/replays";
import { BASELINE } from "@tocsin/core/event/event";
import { sources } from "@tocsin/sources/registry";
import { InvalidArgumentError, Option } from "commander";
import type { Definition } from "../command-line.ts";
import { replay } from "../commands/replay.ts";
import { instantOf } from "./argument-parsers.ts";
import { FILES, stageOption, withEndpoint, withStageConfig } from "./options.ts";

export function defineReplay({ command, terminal, end }: Definition): void {
  withStageConfig(withEndpoint(command.argument("[files...]", FILES)))
    .addHelpText("after", "\nA replay pages nobody and reopens nothing.")
    .addOption(
      stageOption("replay the archive of this deployed stage, with the usual AWS credentials").conflicts("endpoint"),
    )
    .option("--from <instant>", "the first event's time, with --stage", instantOf)
    .option("--to <instant>", "the end of the time span, with --stage", instantOf)
    .addOption(
      new Option("--source <name...>", "only for these sources, with --stage").choices(sources.map(({ name }) => name)),
    )
    .option("--name <name>", "the replay's name (default: made from the time)", replayNameOf)
    .option("--dry-run", "say what would be replayed, and do nothing")
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await replay(files, options, terminal)));
}

function replayNameOf(text: string): string {
  if (text === BASELINE) throw new InvalidArgumentError("a baseline is no replay: see backfill");
  if (REPLAY_NAME.test(text)) return text;
  throw new InvalidArgumentError("expected at most 64 letters, digits and any of . - _");
}
