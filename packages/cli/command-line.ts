/**
 * The `tocsin` command: which commands there are, and how it ends. What a command needs is loaded when it is called: `--help`
 * need not wait for clients of AWS, nor `explain` for the embedded stack.
 */
import { VERSION } from "@tocsin/core/release";
import { Command, CommanderError, Help, type Option } from "commander";
import { CommandError, exitCodes, type Terminal } from "./output/terminal.ts";
import { endingWith } from "./usage/ending-with.ts";

/** What a command's module gets, to declare its arguments, its options and what it does. */
export interface Definition {
  readonly command: Command;
  readonly terminal: Terminal;
  /** Takes the exit code. */
  readonly end: (exitCode: number) => void;
}

interface Entry {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<(definition: Definition) => void>;
}

const entries: readonly Entry[] = [
  {
    name: "run",
    about: "start the embedded stack and ingest events; without a file, a sample week of an invented organization",
    load: async () => (await import("./usage/run.ts")).defineRun,
  },
  {
    name: "explain",
    about: "say what each event means: the rule it matches, what is observed, and the alert it makes",
    load: async () => (await import("./usage/explain.ts")).defineExplain,
  },
  {
    name: "policy",
    about: "check a policy, put it in force, and look at earlier versions",
    load: async () => (await import("./usage/policy.ts")).definePolicy,
  },
  {
    name: "trial",
    about: "say whom a policy would have notified of your own events, without a deployment",
    load: async () => (await import("./usage/trial.ts")).defineTrial,
  },
  {
    name: "scenario",
    about: "run a scripted scenario, and test that people are told what they should be",
    load: async () => (await import("./usage/scenario.ts")).defineScenario,
  },
  {
    name: "alerts",
    about: "look at the alerts of the last run, of a serving stack or of a deployed table, and decide on them",
    load: async () => (await import("./usage/alerts.ts")).defineAlerts,
  },
  {
    name: "silence",
    about: "mute notifications of matching alerts for some time, list silences, and end one early",
    load: async () => (await import("./usage/silence.ts")).defineSilence,
  },
  {
    name: "channel",
    about: "list the channels of a policy, preview what a channel would be sent, and send it a drill",
    load: async () => (await import("./usage/channel.ts")).defineChannel,
  },
  {
    name: "owners",
    about: "list the accounts that have no owner, or have open alerts that have none",
    load: async () => (await import("./usage/owners.ts")).defineOwners,
  },
  {
    name: "oncall",
    about: "say who is on call, override who is, and pause notifications or show how they are doing",
    load: async () => (await import("./usage/oncall.ts")).defineOncall,
  },
  {
    name: "go-live",
    about: "let a new stack, which has rung for urgent threats alone, ring for all that its policy says",
    load: async () => (await import("./usage/go-live.ts")).defineGoLive,
  },
  {
    name: "dlq",
    about: "list, redrive or discard the dead letters of the last run, of a serving stack, or of a deployed one",
    load: async () => (await import("./usage/dlq.ts")).defineDlq,
  },
  {
    name: "digest",
    about: "write the digest of a week",
    load: async () => (await import("./usage/digest.ts")).defineDigest,
  },
  {
    name: "send",
    about: "send events to a serving stack, or to a bus in AWS",
    load: async () => (await import("./usage/send.ts")).defineSend,
  },
  {
    name: "replay",
    about: "process lost events again, from a deployed stage's archive or from files, without paging anybody",
    load: async () => (await import("./usage/replay.ts")).defineReplay,
  },
  {
    name: "backfill",
    about: "send findings from before Tocsin listened, as a baseline that pages nobody",
    load: async () => (await import("./usage/backfill.ts")).defineBackfill,
  },
  {
    name: "simulate",
    about: "print the events of an invented organization, one JSON object on each line",
    load: async () => (await import("./usage/simulate.ts")).defineSimulate,
  },
  {
    name: "init",
    about: "write the configuration of a deployment, which `sst deploy` reads",
    load: async () => (await import("./usage/init.ts")).defineInit,
  },
  {
    name: "doctor",
    about: "say what in this organization keeps Tocsin from hearing events, and how to fix it; it only reads",
    load: async () => (await import("./usage/doctor.ts")).defineDoctor,
  },
  {
    name: "drill",
    about: "send one harmless alert to a destination, and say how long each hop takes",
    load: async () => (await import("./usage/drill.ts")).defineDrill,
  },
  {
    name: "key-policy",
    about: "print what the policy of your own key must say, and check whether it does",
    load: async () => (await import("./usage/key-policy.ts")).defineKeyPolicy,
  },
  {
    name: "verify",
    about: "check in a deployed stage what only AWS can confirm, line by line; it only reads, except for a drill",
    load: async () => (await import("./usage/verify.ts")).defineVerify,
  },
  {
    name: "upgrade",
    about: "say what the next deployment replaces, which formats change, and what a person must do",
    load: async () => (await import("./usage/upgrade.ts")).defineUpgrade,
  },
  {
    name: "member-template",
    about: "print the CloudFormation template of the member accounts, to deploy it in the management account",
    load: async () => (await import("./usage/member-template.ts")).defineMemberTemplate,
  },
];

/** Runs one command line. Gives the exit code; throws nothing. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, { stderr, environment }: Terminal): number {
  // Commander has already said what is wrong; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode;
  const text = error instanceof Error ? error.message : String(error);
  stderr.write(`tocsin: ${text}${adviceOn(text)}\n`);
  if (!(error instanceof CommandError) && environment.TOCSIN_DEBUG && error instanceof Error)
    stderr.write(`${error.stack}\n`);
  return error instanceof CommandError ? error.exitCode : exitCodes.failed;
}

/** The SDK's own messages say neither where it looked nor what to do. */
function adviceOn(text: string): string {
  if (/Region is missing/.test(text)) return ": set AWS_REGION, or a profile that has a region";
  if (/CredentialsProviderError|ExpiredToken/.test(text))
    return ": log in to the security account, and set AWS_PROFILE or AWS_ACCESS_KEY_ID with its secret";
  return "";
}

/** Commander does not say of an option that the command needs it. */
function describedOption(option: Option): string {
  const described = new Help().optionDescription(option);
  return option.mandatory ? `${described} (required)` : described;
}

function buildProgram(terminal: Terminal, end: Definition["end"]): Command {
  const program = new Command("tocsin")
    .description("Event-driven compliance monitor for an AWS organization.")
    .version(VERSION)
    // A command that does something by itself and has subcommands keeps its options from theirs only where it is given all words in order.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .configureHelp({ optionDescription: describedOption })
    .exitOverride(endingWith(exitCodes.usage))
    .showHelpAfterError("(--help shows the options)")
    .addHelpText(
      "after",
      `
Exit codes:
  0    done
  1    some input was refused or is in a dead-letter queue, something asked for does not exist, doctor or verify found a failure, a scenario is not as expected, a drill did not arrive, or an upgrade would replace something
  2    the command line, the policy, the scenario or the configuration is wrong
  70   the command failed
  130  the command was interrupted`,
    )
    // Commander's own would not load the definition of the command that it shows.
    .helpCommand(false);
  for (const { name, about } of entries) program.command(name).description(about);
  program
    .command("help")
    .description("show the options of a command, as its --help does")
    .argument("[command...]")
    .action(async (names: string[]) => void (await program.parseAsync([...names, "--help"], { from: "user" })));
  program.hook("preSubcommand", async (_, command) => {
    const define = await entries.find(({ name }) => name === command.name())?.load();
    define?.({ command, terminal, end });
  });
  return program;
}
