/** The secrets of a run: variables of its environment, since nothing of a stage is read on a laptop. */
import type { Policy } from "@tocsin/core/policy/policy";
import { secretReference } from "@tocsin/core/policy/secret-reference";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";
import { type NamedSecret, namedSecrets } from "./named-secrets.ts";

/**
 * A channel without its secret could never deliver, and each attempt would become a dead letter.
 * @param what the policy is, for whoever is to change it. @throws CommandError with each secret that the run does not have.
 */
export function requireRunSecrets(
  what: string,
  policy: Pick<Policy, "channels" | "heartbeat">,
  { environment }: Pick<Terminal, "environment">,
): void {
  const problems = namedSecrets(policy).flatMap((named) => problemOf(named, environment) ?? []);
  if (problems.length === 0) return;
  throw new CommandError(
    [`${what} names secrets that this run does not have:`, ...problems].join("\n"),
    exitCodes.usage,
  );
}

function problemOf({ user, reference }: NamedSecret, environment: Terminal["environment"]): string | undefined {
  const named = secretReference(reference);
  if (named?.store !== "env")
    return `  ${user}: ${reference} is a secret of a deployed stage, which no run reads: give the run a file with --policy that has env:TOCSIN_SECRET_NAME in its place, and set that variable`;
  return environment[named.variable] ? undefined : `  ${user}: the environment variable ${named.variable} is not set`;
}
