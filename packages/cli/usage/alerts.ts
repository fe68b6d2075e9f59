import { severities } from "@tocsin/core/alert/severity";
import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { listAlerts, showAlert } from "../commands/alerts.ts";
import { accountOf } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineAlerts({ command, terminal, end }: Definition): void {
  withTable(command.command("list"))
    .description("list the alerts that are not resolved, most severe first")
    .addOption(new Option("--severity <severity...>", "only these").choices(severities))
    .option("--account <id>", "only this account's", accountOf)
    .option("--condition <name>", "only this condition, such as certificate-expiry")
    .option("--all", "resolved ones too; reads the whole table")
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listAlerts(options, terminal)));
  withTable(command.command("show"))
    .description("show one alert with its timeline")
    .argument("<id>", "the alert's id, or as much of its beginning as is unique, at least four characters")
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await showAlert(id, options, terminal)));
}
