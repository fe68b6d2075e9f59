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
    .description("say everything that is wrong with a policy, and what it says that is most likely not meant")
    .argument("<file>", "the policy (YAML); see docs/policy.md")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nThe exit code is 0 for a policy that is accepted, with warnings or without, and 2 for one that is refused.",
    )
    .action(async (file: string, options) => end(await checkPolicyFile(file, options, terminal)));
  withTable(command.command("plan"))
    .description("say what a policy would have done with what is recorded, beside what the one in force has")
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
    .description(
      "say what the rules that are in dry run would have done, had they been in force since they were pushed",
    )
    .addOption(new Option("--json", "print one JSON object").conflicts("markdown"))
    .option("--markdown", "print Markdown, for a review of the change")
    .addHelpText("after", ABOUT_DRY_RUNS)
    .action(async (options) => end(await showDryRuns(options, terminal)));
  withAuthor(withTable(command.command("push")))
    .description("put a policy in force, as a new version")
    .argument("<file>", "the policy (YAML); see docs/policy.md")
    .option("--expect <version>", "only if this version is in force now; 0 for none", version(0))
    .addHelpText("after", ABOUT_PUSHING)
    .action(async (file: string, options) => end(await pushPolicy(file, options, terminal)));
  withTable(command.command("history"))
    .description("list the versions, the last first: who put it in force, when and why")
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listPolicies(options, terminal)));
  withAuthor(withTable(command.command("rollback")))
    .description("put what an older version says in force again, as a new version")
    .argument("<version>", "the version whose policy is wanted", version(1))
    .action(async (wanted: number, options) => end(await rollBackPolicy(wanted, options, terminal)));
  withTable(command.command("pull"))
    .description("print the file that was pushed, comments and all")
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
  All that the table has recorded is folded again and decided on again, under
  the policy in force and under this one, as if every destination had taken
  what was sent to it. Nothing is written, and nobody is notified. With --stage
  it reads every alert of the table, which costs what that costs.

The exit code is 0 where nobody would have been notified otherwise, of other
alerts, at other times or by messages that say something else, and no shift of
the next 28 days moves; 2 where somebody would have been or one does, or where a
schedule is new or gone; and 1 where nothing is compared, since the policy or the
command line is refused.`;

const ABOUT_DRY_RUNS = `
What happens:
  Nothing goes by a route or a severity rule with \`mode: dry-run\`. All that the
  table has recorded since it was pushed, of 14 days at most, is folded and
  decided on again as by \`tocsin policy plan\`: under the policy in force, and
  with the rule. After that its dry run has ended: the rule stays without effect,
  and those who run Tocsin are told so each day until its mode, or all of it, is
  taken away.`;

const ABOUT_PUSHING = `
What happens:
  The file is checked as by \`tocsin policy check\`. What differs from the policy
  in force is shown, a line a rule, and put in force when you agree: unless
  another was put in force meanwhile. Functions go by it within a minute, and
  alerts that are open are evaluated again.

  With --stage, the secrets must be there that its channels name; none is read.

Who:
  \`tocsin policy history\` keeps who it was, when, and why. With --stage that is
  the caller of AWS, as STS names it (GetCallerIdentity); otherwise local:USER,
  the user of this machine, which nobody has checked.`;
