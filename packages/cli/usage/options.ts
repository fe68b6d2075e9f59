/** Arguments and options that several commands have. */
import { CONFIG_FILE } from "@tocsin/infra/config";
import { type Command, Option } from "commander";
import { PORT } from "../stack/serving.ts";
import { ageOf, instantOf, stageOf, textOf, urlOf } from "./argument-parsers.ts";

export const FILES =
  "files of events, plain or gzipped: a JSON object, an array, JSON lines, a CloudTrail log, findings as GuardDuty, Inspector and Macie export them, or any of these in messages of SQS, SNS, Kinesis or Firehose; a directory for all files below it, - for standard input";

export const DIRECTORY = "what is known of the organization's accounts (YAML or JSON); see docs/policy.md";

export const LAST_RUN = ".tocsin/last";

/** Where the alerts table is. */
export function withTable(command: Command): Command {
  return withStageConfig(command)
    .option("--data-dir <dir>", "the directory of a run", LAST_RUN)
    .option("--dynamodb-endpoint <url>", "the DynamoDB that holds the table", urlOf)
    .addOption(
      stageOption("the table of this deployed stage, with the usual AWS credentials").conflicts([
        "dataDir",
        "dynamodbEndpoint",
      ]),
    )
    .addOption(stageTableOption());
}

/** With `--stage`, for commands that find the table by its stage. */
export function stageTableOption(): Option {
  return new Option("--table <name>", "the stage's table, if the stage has adopted one with another name").conflicts([
    "dataDir",
    "dynamodbEndpoint",
  ]);
}

/** Which dead letters to handle. */
export function withSelection(command: Command): Command {
  return withStageConfig(command)
    .argument("[queue]", "only dead letters of this queue, such as ingest-acm or oncall")
    .option("--reason <text>", "only those whose reason contains this text", textOf)
    .option("--data-dir <dir>", "the directory of a run, which holds its queues", LAST_RUN)
    .addOption(stageOption("those of this deployed stage, with the usual AWS credentials").conflicts("dataDir"));
}

/** Until when something holds. */
export function withTerm(command: Command, about: string): Command {
  return command
    .option("--for <length>", `such as 4h or 3d: ${about}`, ageOf)
    .addOption(
      new Option("--until <instant>", "the same as an instant, such as 2026-12-24T09:00:00Z")
        .argParser(instantOf)
        .conflicts("for"),
    );
}

export function stageOption(description: string): Option {
  return new Option("--stage <name>", description).argParser(stageOf);
}

/** The bus of a serving stack. */
export function withEndpoint(command: Command): Command {
  return command.option("--endpoint <url>", "the serving stack's bus", urlOf, `http://127.0.0.1:${PORT}`);
}

/** With `--stage`: the deployment's configuration has the prefix of its names. */
export function withStageConfig(command: Command): Command {
  return command.option(
    "--config <file>",
    `with --stage, the configuration of its deployment, which has the prefix of its names (default: ${CONFIG_FILE}, if it exists)`,
  );
}

/** The configuration of a deployment. */
export function withConfig(command: Command): Command {
  return command.option("--config <file>", `the configuration of the deployment (default: ${CONFIG_FILE})`);
}
