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
    .description("list the alerts that are not resolved, the most severe first, and among equals the oldest first")
    .addOption(new Option("--severity <severity...>", "only these severities").choices(severities))
    .addOption(new Option("--status <status...>", "only these statuses").choices(statuses))
    .addOption(new Option("--condition <name...>", "only these conditions").choices(conditionNames))
    .option("--account <id...>", "only alerts of these accounts", each(accountOf))
    .option("--owner <name...>", "only alerts of these owners; unowned for alerts without an owner", each(textOf))
    .option(
      "--environment <name...>",
      "only alerts of accounts of these environments, such as prod or unknown",
      each(textOf),
    )
    .option("--region <region...>", "only alerts of these regions", each(regionOf))
    .option("--resource <text...>", "only alerts whose resource's ARN contains this", each(textOf))
    .option("--source <name...>", "only alerts that these reporters report, such as acm or config", each(textOf))
    .option("--older-than <age>", "only alerts first seen longer ago than this, such as 12h, 7d or 2w", ageOf)
    .option("--newer-than <age>", "only alerts first seen within this time", ageOf)
    .option("--limit <number>", "at most this many alerts", wholeNumber(1, 1_000_000))
    .addOption(new Option("--all", "with resolved alerts; reads the whole table").conflicts("status"))
    .option("--json", "print one JSON object on each line")
    .action(async (options) => end(await listAlerts(options, terminal)));
  withTable(command.command("show"))
    .description("show one alert with its timeline")
    .argument("<id>", "the alert's id, or at least its first four characters")
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await showAlert(id, options, terminal)));
  defineDecision("ack", {
    about: "say that somebody works on alerts: they ring again only if they get worse, or when this ends",
    term: "how long it holds, at most 7 days; by default until the next working day at 10:00, or the deadline's next step",
    more: ABOUT_ACKNOWLEDGING,
  });
  defineDecision("suppress", {
    about: "say that nobody needs to act on alerts for some time, such as an accepted risk",
    term: "how long it holds; one of --for and --until is required",
    more: ABOUT_SUPPRESSING,
  });
  defineDecision("approve", {
    about: "approve suppressions of another person, if the policy requires that",
    more: ABOUT_APPROVING,
  });
  defineDecision("resolve", {
    about: "say that alerts are over, if no service will report that",
    more: ABOUT_RESOLVING,
  });
  defineDecision("reopen", {
    about: "say that alerts are not over, or take back an acknowledgement or a suppression",
    more: ABOUT_REOPENING,
  });

  function defineDecision(verb: Verb, { about, term, more }: DecisionUsage): void {
    const decision = withTable(command.command(verb))
      .description(about)
      .argument("[id...]", "the alerts' ids, or at least their first four characters")
      .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
      .option("--dry-run", "list what would be changed, and change nothing")
      .option("--yes", "do not ask for confirmation if there is more than one alert")
      .option("--json", "print one JSON object on each line")
      .addHelpText("after", `${more}\n${ABOUT_DECIDING}`)
      .action(async (ids: string[], options) => end(await decideOn(verb, ids, options, terminal)));
    if (term !== undefined) withTerm(decision, term);
    if (verbs[verb].selects.length === 0) return;
    decision
      .option("--match <pattern>", "all alerts that match this event pattern (JSON), like a policy's `match`", textOf)
      .option("--account <id>", "all alerts of this account; with --match, only those that match", accountOf);
  }
}

interface DecisionUsage {
  readonly about: string;
  /** If the decision ends by itself: what its end means. */
  readonly term?: string;
  readonly more: string;
}

const ABOUT_ACKNOWLEDGING = `
When:
  Somebody works on the alert. It then rings for nobody until it becomes worse
  than it was when you looked, or until the acknowledgement ends: by default on
  the next working day at 10:00 in the policy's time zone, or at the next step
  of a deadline. If the alert is still open then, people are told again.

Examples:
  tocsin alerts ack fe93 --why "on it"
  tocsin alerts ack fe93 --for 3d --why "the vendor delivers on Thursday"
  tocsin alerts ack --match '{"condition": ["vulnerability"], "account": ["111122223333"]}' \\
    --why "rebuilding the images"
`;

const ABOUT_SUPPRESSING = `
When:
  The problem is known, and nobody needs to act for some time: an accepted risk,
  a false finding. The alert rings for nobody, even if it ends and comes back.
  A silence (\`tocsin silence add\`) also mutes future alerts, and changes none.

Examples:
  tocsin alerts suppress fe93 --for 30d --why "accepted, RISK-231"
  tocsin alerts suppress fe93 --until 2027-01-31T09:00:00Z --why "retired in January"
`;

const ABOUT_APPROVING = `
When:
  The policy can require two people for some suppressions (\`approvals\`), such
  as those of CRITICAL alerts, or for longer than a month. Until a second person
  approves, the suppression does not hold, and people are told as if there were
  none.

Example:
  tocsin alerts approve fe93 --why "seen, RISK-231"
`;

const ABOUT_REOPENING = `
When:
  The alert was resolved by mistake, or the problem is still there; or you
  acknowledged or suppressed the wrong alert.

  --match selects resolved, suppressed and acknowledged alerts: name a status to
  select fewer. A resolved alert matches with the highest severity that it had.

Examples:
  tocsin alerts reopen fe93 --why "the new certificate was never deployed"
  tocsin alerts reopen --match '{"status": ["RESOLVED"], "account": ["111122223333"]}' \\
    --why "the wrong account was closed"
`;

const ABOUT_RESOLVING = `
When:
  Most alerts end as soon as a service reports that the problem is over, without
  a person; \`tocsin alerts show\` says what ends each. Resolve an alert by hand
  if no service will report its end: the account was closed, the resource
  disappeared without an event, a revoked certificate or an expired parameter
  was replaced, malware or sensitive data was removed.

  A later report opens the alert again; an earlier report that only arrives late
  does not. If the problem is still there, the alert comes back.

Examples:
  tocsin alerts resolve fe93 --why "replaced by hand"
  tocsin alerts resolve --account 222222222222 --why "the account was closed"
`;

const ABOUT_DECIDING = `Who:
  The timeline of \`tocsin alerts show\` keeps who decided, when, and why. With
  --stage the author is the AWS caller that STS names (GetCallerIdentity);
  otherwise local:USER, the user of this machine, which nobody has checked.`;
