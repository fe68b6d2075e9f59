/** The secrets of a run: variables of its environment, since nothing of a stage is read on a laptop. */
import type { Policy } from "@tocsin/core/policy/policy";
import { secretReference } from "@tocsin/core/policy/secret-reference";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";
import { type NamedSecret, namedSecrets } from "./named-secrets.ts";

/**
 * A channel without its secret could never deliver, and each attempt would fail.
 * @param what the policy is, for whoever is to change it. @throws CommandError with each secret that the run does not have.
 */
export function requireRunSecrets(what: string, policy: SecretUsers, terminal: Pick<Terminal, "environment">): void {
  const problem = lackOfSecrets(what, policy, terminal);
  if (problem !== undefined) throw new CommandError(problem, exitCodes.usage);
}

/**
 * Says what a stack that serves cannot do by a policy that was pushed to it: whoever pushes cannot see the variables of another process.
 */
export function warnOfRunSecrets(
  policy: SecretUsers & Pick<Policy, "version">,
  terminal: Pick<Terminal, "environment" | "stderr">,
): void {
  const problem = lackOfSecrets(`Version ${policy.version} of the policy, which is in force now,`, policy, terminal);
  if (problem !== undefined)
    terminal.stderr.write(
      `${problem}\nNothing is delivered to these channels until you start the run again with the secrets, or push another policy.\n`,
    );
}

type SecretUsers = Pick<Policy, "channels" | "heartbeat">;

function lackOfSecrets(
  what: string,
  policy: SecretUsers,
  { environment }: Pick<Terminal, "environment">,
): string | undefined {
  const problems = namedSecrets(policy).flatMap((named) => problemOf(named, environment) ?? []);
  return problems.length === 0
    ? undefined
    : [`${what} names secrets that this run does not have:`, ...problems].join("\n");
}

function problemOf({ user, reference }: NamedSecret, environment: Terminal["environment"]): string | undefined {
  const named = secretReference(reference);
  if (named?.store !== "env")
    return `  ${user}: ${reference} is a secret of a deployed stage, which no run reads: give the run a file with --policy that has env:TOCSIN_SECRET_NAME in its place, and set that variable`;
  return environment[named.variable] ? undefined : `  ${user}: the environment variable ${named.variable} is not set`;
}
