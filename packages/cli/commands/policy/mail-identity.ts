/** Before a policy is put in force on a stage: its mails are from what the deployment may send from, or SES would refuse each of them. */
import type { Policy } from "@tocsin/core/policy/policy";
import { configAtHand } from "../../config-file.ts";
import { CommandError, exitCodes } from "../../output/terminal.ts";

/** Nothing is asked where there is no configuration. @throws CommandError naming the channels */
export function requireMailIdentity({ channels }: Pick<Policy, "channels">, config: string | undefined): void {
  const { homeRegion, email } = configAtHand(config);
  if (homeRegion === undefined) return;
  const foreign = Object.entries(channels).flatMap(([name, channel]) =>
    channel.type === "email" && (email === undefined || !isOf(email.identity, channel.from)) ? [name] : [],
  );
  if (foreign.length === 0) return;
  const problem =
    email === undefined
      ? "the configuration has no sender of mails: add email.identity to it, and deploy that first"
      : `mails may only be from ${email.identity.includes("@") ? "" : "addresses of "}${email.identity}, in the same upper and lower case: the configuration's email.identity says so`;
  const lines = foreign.map((name) => `channels.${name}.from: ${problem}`);
  throw new CommandError([...lines, "nothing was pushed"].join("\n"), exitCodes.refused);
}

/** As the function's role says it: infra/email/email.ts. Not of a domain below, which SES would take. */
function isOf(identity: string, from: string): boolean {
  return identity.includes("@") ? from === identity : from.endsWith(`@${identity}`);
}
