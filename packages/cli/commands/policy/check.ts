/** `tocsin policy check`: all that is to be said of a policy, before anything goes by it. */
import { amountOf, exitCodes, isStyled, shownPath, styled, type Terminal } from "../../output/terminal.ts";
import { checkedPolicyFile } from "../../policy-file.ts";
import { remarkText } from "../../yaml-file.ts";

export async function checkPolicyFile(
  file: string,
  options: { readonly json?: boolean },
  { stdout, environment }: Terminal,
): Promise<number> {
  const { errors, warnings } = await checkedPolicyFile(file);
  const isAccepted = errors.length === 0;
  if (options.json) {
    stdout.write(`${JSON.stringify({ file: shownPath(file), accepted: isAccepted, errors, warnings })}\n`);
  } else {
    const isOn = isStyled(stdout, environment);
    for (const error of errors) stdout.write(`${remarkText(file, error, styled("red", "error: ", isOn))}\n`);
    for (const warning of warnings) stdout.write(`${remarkText(file, warning, styled("yellow", "warning: ", isOn))}\n`);
    const verdict = isAccepted
      ? `accepted${warnings.length > 0 ? `, with ${amountOf(warnings.length, "warning")}` : ""}`
      : `refused, for ${amountOf(errors.length, "error")}`;
    stdout.write(`${shownPath(file)} is ${verdict}.\n`);
  }
  return isAccepted ? exitCodes.ok : exitCodes.usage;
}
