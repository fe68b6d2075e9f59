import { conditions } from "@tocsin/core/alert/condition";
import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { listAlerts } from "../commands/alerts-list.ts";
import { resolveAlerts } from "../commands/alerts-resolve.ts";
import { showAlert } from "../commands/alerts-show.ts";
import { accountOf, ageOf, each, regionOf, textOf, wholeNumber, whyOf } from "./argument-parsers.ts";
import { withTable, withWritableTable } from "./options.ts";

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
  withWritableTable(command.command("resolve"))
    .description("say that alerts are over which no service will report as over")
    .argument("[id...]", "the alerts' ids, or their beginnings, at least four characters")
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--account <id>", "all alerts of this account that are not resolved", accountOf)
    .option("--yes", "do not ask for confirmation when it is more than one")
    .option("--json", "print one JSON object a line")
    .addHelpText("after", ABOUT_RESOLVING)
    .action(async (ids: string[], options) => end(await resolveAlerts(ids, options, terminal)));
}

const ABOUT_RESOLVING = `
When:
  Most alerts end as soon as a service reports that it is over, and need nobody
  to resolve them; \`tocsin alerts show\` says of each what ends it. Resolve by
  hand what no service will report any more: the account was closed, the resource
  is gone and nothing said so, a revoked certificate or an expired parameter was
  replaced by another one, malware or sensitive data was removed.

  What is reported later opens the alert again; what was reported before and
  only arrives late does not. An alert whose problem is still there comes back.

Who:
  The timeline of \`tocsin alerts show\` keeps who it was, when, and why. With
  --stage that is the caller of AWS, as STS names it (GetCallerIdentity);
  otherwise local:USER, the user of this machine, which nobody has checked.`;
