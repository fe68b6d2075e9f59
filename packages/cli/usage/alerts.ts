import { severities } from "@tocsin/core/alert/severity";
import { statuses } from "@tocsin/core/alert/view";
import { conditionNames } from "@tocsin/core/policy/match/matchable";
import { type Verb, verbs } from "@tocsin/oncall/deciding/deciding";
import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { decideOn } from "../commands/alerts/decide.ts";
import { listAlerts } from "../commands/alerts/list.ts";
import { showAlert } from "../commands/alerts/show.ts";
import { accountOf, ageOf, each, regionOf, textOf, wholeNumber, whyOf } from "./argument-parsers.ts";
import { withTable, withTerm } from "./options.ts";

export function defineAlerts({ command, terminal, end }: Definition): void {
  withTable(command.command("list"))
    .description("list the alerts that are not resolved, the most severe first and of these the oldest")
    .addOption(new Option("--severity <severity...>", "only these severities").choices(severities))
    .addOption(new Option("--status <status...>", "only these statuses").choices(statuses))
    .addOption(new Option("--condition <name...>", "only these conditions").choices(conditionNames))
    .option("--account <id...>", "only alerts of these accounts", each(accountOf))
    .option("--owner <name...>", "only alerts of these owners; unowned for those that nobody owns", each(textOf))
    .option(
      "--environment <name...>",
      "only alerts of accounts of these environments, such as prod or unknown",
      each(textOf),
    )
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
  defineDecision("ack", {
    about: "say that somebody works on alerts: until then, only what gets worse is told again",
    term: "until then it holds, at most 7 days; left out, until the next working day at 10:00, or the deadline's next step",
    more: ABOUT_ACKNOWLEDGING,
  });
  defineDecision("suppress", {
    about: "say that alerts need nobody until then, such as an accepted risk",
    term: "until then it holds; one of both is needed",
    more: ABOUT_SUPPRESSING,
  });
  defineDecision("approve", {
    about: "approve suppressions that another person has made and that await it, as the policy asks",
    more: ABOUT_APPROVING,
  });
  defineDecision("resolve", {
    about: "say that alerts are over which no service will report as over",
    more: ABOUT_RESOLVING,
  });
  defineDecision("reopen", {
    about: "say that alerts are not over, or take back an acknowledgement or a suppression",
    more: ABOUT_REOPENING,
  });

  function defineDecision(verb: Verb, { about, term, more }: DecisionUsage): void {
    const decision = withTable(command.command(verb))
      .description(about)
      .argument("[id...]", "the alerts' ids, or their beginnings, at least four characters")
      .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
      .option("--dry-run", "list what would be changed, and change nothing")
      .option("--yes", "do not ask for confirmation when it is more than one")
      .option("--json", "print one JSON object a line")
      .addHelpText("after", `${more}\n${ABOUT_DECIDING}`)
      .action(async (ids: string[], options) => end(await decideOn(verb, ids, options, terminal)));
    if (term !== undefined) withTerm(decision, term);
    if (verbs[verb].selects.length === 0) return;
    decision
      .option(
        "--match <pattern>",
        "all alerts that this event pattern (JSON) takes, as a policy's `match` does",
        textOf,
      )
      .option("--account <id>", "all alerts of this account; with --match, those of it that match", accountOf);
  }
}

interface DecisionUsage {
  readonly about: string;
  /** Of what ends by itself, what its end means. */
  readonly term?: string;
  readonly more: string;
}

const ABOUT_ACKNOWLEDGING = `
When:
  Somebody works on it. It then rings nobody, until it becomes worse than it was
  when you looked, or until the acknowledgement ends: by default on the next
  working day at 10:00 in the policy's time zone, and where there is a deadline
  at its next step. What is still open then is told again.

Examples:
  tocsin alerts ack fe93 --why "on it"
  tocsin alerts ack fe93 --for 3d --why "the vendor delivers on Thursday"
  tocsin alerts ack --match '{"condition": ["vulnerability"], "account": ["111122223333"]}' \\
    --why "rebuilding the images"
`;

const ABOUT_SUPPRESSING = `
When:
  It is known, and nothing is to be done until then: a risk that was accepted, a
  finding that is none. It rings nobody, also when it comes back. A silence
  (\`tocsin silence add\`) mutes what will match as well, and changes no alert.

Examples:
  tocsin alerts suppress fe93 --for 30d --why "accepted, RISK-231"
  tocsin alerts suppress fe93 --until 2027-01-31T09:00:00Z --why "retired in January"
`;

const ABOUT_APPROVING = `
When:
  The policy asks for two people where a suppression weighs much (\`approvals\`):
  of what is CRITICAL, say, or for longer than a month. Until another than its
  author approves it, it does not hold, and people are told as if there were none.

Example:
  tocsin alerts approve fe93 --why "seen, RISK-231"
`;

const ABOUT_REOPENING = `
When:
  It was resolved by mistake, or the problem is still there; or an
  acknowledgement or a suppression was given to the wrong alert.

  --match means alerts of each of these statuses: name one to mean fewer. What
  is resolved has there the highest severity that it had.

Examples:
  tocsin alerts reopen fe93 --why "the new certificate was never deployed"
  tocsin alerts reopen --match '{"status": ["RESOLVED"], "account": ["111122223333"]}' \\
    --why "the wrong account was closed"
`;

const ABOUT_RESOLVING = `
When:
  Most alerts end as soon as a service reports that it is over, and need nobody
  to resolve them; \`tocsin alerts show\` says of each what ends it. Resolve by
  hand what no service will report any more: the account was closed, the resource
  is gone and nothing said so, a revoked certificate or an expired parameter was
  replaced by another one, malware or sensitive data was removed.

  What is reported later opens the alert again; what was reported before and
  only arrives late does not. An alert whose problem is still there comes back.

Examples:
  tocsin alerts resolve fe93 --why "replaced by hand"
  tocsin alerts resolve --account 222222222222 --why "the account was closed"
`;

const ABOUT_DECIDING = `Who:
  The timeline of \`tocsin alerts show\` keeps who it was, when, and why. With
  --stage that is the caller of AWS, as STS names it (GetCallerIdentity);
  otherwise local:USER, the user of this machine, which nobody has checked.`;
