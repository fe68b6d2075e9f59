import { conditions } from "@tocsin/core/alert/condition";
import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { listAlerts } from "../commands/alerts-list.ts";
import { showAlert } from "../commands/alerts-show.ts";
import { accountOf, ageOf, each, regionOf, textOf, wholeNumber } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineAlerts({ command, terminal, end }: Definition): void {
  withTable(command.command("list"))
    .description("list the alerts that are not resolved, the most severe first and of these the oldest")
    .addOption(new Option("--severity <severity...>", "only these severities").choices(severities))
    .addOption(new Option("--status <status...>", "only these statuses").choices(statuses))
    .addOption(new Option("--condition <name...>", "only these conditions").choices(Object.keys(conditions)))
    .option("--account <id...>", "only alerts of these accounts", each(accountOf))
    .option("--region <region...>", "only alerts of these regions", each(regionOf))
    .option("--resource <text...>", "only alerts whose resource's ARN contains this", each(textOf))
    .option("--source <name...>", "only alerts that are reported by this, such as acm or config", each(textOf))
    .option("--older-than <age>", "only alerts first seen longer ago than this, such as 12h, 7d or 2w", ageOf)
    .option("--newer-than <age>", "only alerts first seen within this time", ageOf)
    .option("--limit <number>", "at most so many alerts", wholeNumber(1, 1_000_000))
    .addOption(new Option("--all", "with resolved alerts; reads the whole table").conflicts("status"))
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listAlerts(options, terminal)));
  withTable(command.command("show"))
    .description("show one alert with its timeline")
    .argument(
      "<id>",
      "the alert's id; or its beginning, at least four characters, for which the whole table is searched",
    )
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await showAlert(id, options, terminal)));
}
