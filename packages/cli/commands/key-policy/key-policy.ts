/** `tocsin key-policy`: what the policy of the organization's key must say, and with `--check` whether it does. */
import { KMSClient } from "@aws-sdk/client-kms";
import { type KeyFacts, keyFacts } from "@tocsin/aws/key-facts";
import { dnsSuffixOf, parseArn } from "@tocsin/core/event/arn";
import { plain } from "@tocsin/core/text/text";
import { rulesOf } from "@tocsin/infra/config";
import { accountStatement, type KeyStatement, keyPolicyOf, serviceStatements } from "@tocsin/infra/key-policy";
import { configFrom } from "../../config-file.ts";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { deployedStage } from "../../stack/deployed-stage.ts";
import { judgePolicy } from "./gaps.ts";

interface KeyPolicyOptions {
  readonly stage: string;
  readonly config?: string;
  /** The key that is meant; both, where it is left out. */
  readonly field?: Wanted["field"];
  readonly check?: boolean;
  readonly json?: boolean;
}

/** A key that the configuration names, and what its policy must say. */
interface Wanted {
  readonly field: "key" | "reportKey";
  readonly arn: string;
  readonly statements: readonly KeyStatement[];
}

/** @throws CommandError when the configuration names no key. @throws CallError when KMS does not answer. */
export async function keyPolicy(options: KeyPolicyOptions, terminal: Terminal): Promise<number> {
  const wanted = wantedBy(options);
  if (options.check) return checkKeys(wanted, options, terminal);
  const policies = wanted.map(({ field, arn, statements }) => {
    terminal.stderr.write(
      `The policy of organizationRules.${field}, ${arn}${wanted.length > 1 ? `, below ${JSON.stringify(field)} (--field prints it alone)` : ""}:\n`,
    );
    return [field, keyPolicyOf(statements)] as const;
  });
  const printed = policies.length === 1 ? policies[0]?.[1] : Object.fromEntries(policies);
  terminal.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  terminal.stderr.write("Add the statements for your administrators: put-key-policy replaces the whole policy.\n");
  return exitCodes.ok;
}

function wantedBy({ stage, config, field }: KeyPolicyOptions): readonly Wanted[] {
  const { key, reportKey } = rulesOf(configFrom(config));
  if (key === undefined)
    throw new CommandError(
      "organizationRules.key names no key: the stack makes its own, with the policy that it needs",
      exitCodes.usage,
    );
  const names = deployedStage(stage, config);
  const home = placeOf(key);
  const reports = reportKey === undefined ? [] : [{ field: "reportKey", arn: reportKey } as const];
  const all: readonly Wanted[] = [
    { field: "key", arn: key, statements: [accountStatement(home, false), ...serviceStatements(home, names)] },
    ...reports.map((one) => ({ ...one, statements: [accountStatement(placeOf(one.arn), false)] })),
  ];
  const chosen = all.filter((one) => field === undefined || one.field === field);
  if (chosen.length > 0) return chosen;
  throw new CommandError(`organizationRules.${field} names no key`, exitCodes.usage);
}

function placeOf(arn: string) {
  const parsed = parseArn(arn);
  if (parsed === undefined) throw new CommandError(`${plain(arn, ARN_LIMIT)} is no ARN`, exitCodes.usage);
  const { partition, region, account } = parsed;
  return { partition, region, account, dnsSuffix: dnsSuffixOf(partition) };
}

const ARN_LIMIT = 200;

async function checkKeys(wanted: readonly Wanted[], { json }: KeyPolicyOptions, { stdout }: Terminal): Promise<number> {
  const problems = (await Promise.all(wanted.map(checkKey))).flat();
  for (const problem of problems)
    stdout.write(json ? `${JSON.stringify(problem)}\n` : `${problem.field}: ${plain(problem.problem, TEXT_LIMIT)}\n`);
  if (problems.some(({ isWrong }) => isWrong)) return exitCodes.refused;
  if (!json) stdout.write("The policies have all the statements.\n");
  return exitCodes.ok;
}

const TEXT_LIMIT = 600;

interface Problem {
  readonly field: Wanted["field"];
  readonly arn: string;
  readonly problem: string;
  /** Whether Tocsin cannot use the key so; otherwise it is to be looked at. */
  readonly isWrong: boolean;
}

async function checkKey({ field, arn, statements }: Wanted): Promise<readonly Problem[]> {
  const client = new KMSClient({ region: placeOf(arn).region });
  try {
    return problemsOf(await keyFacts(client, arn), statements).map((one) => ({ field, arn, ...one }));
  } finally {
    client.destroy();
  }
}

function problemsOf({ state, spec, policy }: KeyFacts, statements: readonly KeyStatement[]) {
  const { gaps, denies } = judgePolicy(policy, statements);
  const wrong = (problem: string) => ({ problem, isWrong: true });
  return [
    ...(state === "Enabled" ? [] : [wrong(`the key is ${state}`)]),
    // https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
    ...(spec === "SYMMETRIC_DEFAULT" ? [] : [wrong(`is a key of ${spec}, with which no AWS service encrypts`)]),
    ...gaps.map(({ who, action, condition }) =>
      wrong(`no statement lets ${who} do ${action} ${condition === "" ? "without a condition" : `if ${condition}`}`),
    ),
    ...(denies
      ? [{ problem: "the policy has a Deny statement; check whether it blocks any of this", isWrong: false }]
      : []),
  ];
}
