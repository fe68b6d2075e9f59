import { MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { type Command, Option } from "commander";
import type { Definition } from "../command-line.ts";
import { checkPolicyFile } from "../commands/policy/check.ts";
import { showDryRuns } from "../commands/policy/dry-run.ts";
import { listPolicies } from "../commands/policy/history.ts";
import { planCodes, planPolicy } from "../commands/policy/plan.ts";
import { pullPolicy } from "../commands/policy/pull.ts";
import { pushPolicy } from "../commands/policy/push.ts";
import { rollBackPolicy } from "../commands/policy/rollback.ts";
import { ageOf, wholeNumber, whyOf } from "./argument-parsers.ts";
import { endingWith } from "./ending-with.ts";
import { withTable } from "./options.ts";

export function definePolicy({ command, terminal, end }: Definition): void {
  command
    .command("check")
    .description("list all errors of a policy, and warn of rules that are most likely not meant")
    .argument("<file>", "the policy (YAML); see docs/policy.md")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nThe exit code is 0 if the policy is accepted, with or without warnings, and 2 if it is refused.",
    )
    .action(async (file: string, options) => end(await checkPolicyFile(file, options, terminal)));
  withTable(command.command("plan"))
    .description("run the recorded past again under a policy, and compare it with the policy in force")
    .argument("<file>", "the policy (YAML); see docs/policy.md")
    .addOption(
      new Option("--last <age>", "how far to go back, such as 12h, 7d or 8w")
        .argParser(ageOf)
        .default(30 * MILLISECONDS_PER_DAY, "30d"),
    )
    .addOption(new Option("--json", "print one JSON object").conflicts("markdown"))
    .option("--markdown", "print Markdown, for a review of the change")
    .exitOverride(endingWith(planCodes.invalid))
    .addHelpText("after", ABOUT_PLANNING)
    .action(async (file: string, options) => end(await planPolicy(file, options, terminal)));
  withTable(command.command("dry-run"))
    .description("say what the rules in dry run would have done if they had been in force since they were pushed")
    .addOption(new Option("--json", "print one JSON object").conflicts("markdown"))
    .option("--markdown", "print Markdown, for a review of the change")
    .addHelpText("after", ABOUT_DRY_RUNS)
    .action(async (options) => end(await showDryRuns(options, terminal)));
  withAuthor(withTable(command.command("push")))
    .description("put a policy in force, as a new version")
    .argument("<file>", "the policy (YAML); see docs/policy.md")
    .option("--expect <version>", "push only if this version is in force now; 0 before the first push", version(0))
    .addHelpText("after", ABOUT_PUSHING)
    .action(async (file: string, options) => end(await pushPolicy(file, options, terminal)));
  withTable(command.command("history"))
    .description("list the versions, the last first: who put each in force, when and why")
    .option("--json", "print one JSON object on each line")
    .action(async (options) => end(await listPolicies(options, terminal)));
  withAuthor(withTable(command.command("rollback")))
    .description("put the content of an older version in force again, as a new version")
    .argument("<version>", "the older version", version(1))
    .action(async (wanted: number, options) => end(await rollBackPolicy(wanted, options, terminal)));
  withTable(command.command("pull"))
    .description("print the file exactly as it was pushed, with its comments")
    .argument("[version]", "this version (default: the one in force)", version(1))
    .option("-o, --output <file>", "write it to this file instead")
    .option("--force", "overwrite a file that exists")
    .action(async (wanted: number | undefined, options) => end(await pullPolicy(wanted, options, terminal)));
}

function withAuthor(command: Command): Command {
  return command
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--yes", "do not ask for confirmation")
    .option("--json", "print one JSON object");
}

const version = (least: number) => wholeNumber(least, 99_999_999);

const ABOUT_PLANNING = `
What happens:
  The recorded past is folded and decided on again, under the policy in force
  and under this one, as if every destination had accepted every message.
  Nothing is written, and nobody is notified. With --stage the command reads
  every alert of the table; DynamoDB charges for these reads.

The exit code is 0 if nobody would have been notified otherwise and no shift of
the next 28 days changes; 2 if somebody would have been notified of other alerts,
at other times or with another content, or if a shift changes or a schedule is
new or removed; and 1 if nothing was compared because the policy or the command
line is refused.`;

const ABOUT_DRY_RUNS = `
What happens:
  A route or a severity rule with \`mode: dry-run\` has no effect. What the table
  has recorded since the rule was pushed, at most 14 days, is folded and decided
  on again as in \`tocsin policy plan\`: under the policy in force, without the
  rule and with it. After 14 days the dry run ends: the rule still has no effect,
  and a daily message tells those who run Tocsin, until they take away its mode
  or the rule.`;

const ABOUT_PUSHING = `
What happens:
  The file is checked as in \`tocsin policy check\`. The command shows each rule
  that differs from the policy in force, and puts the new policy in force when
  you agree, unless somebody else has put another in force meanwhile. Functions
  use it within a minute, and open alerts are evaluated again.

  With --stage, the secrets that its channels name must exist; none is read.

Who:
  \`tocsin policy history\` keeps who pushed, when, and why. With --stage the
  author is the AWS caller that STS names (GetCallerIdentity); otherwise
  local:USER, the user of this machine, which nobody has checked.`;
