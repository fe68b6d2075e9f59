import { CommandError, exitCodes, type Terminal } from "./terminal.ts";

/** Asks whether to do `what`, unless `--yes` says so. @throws CommandError when the answer is not yes, or nobody can be asked. */
export async function confirm(
  what: string,
  { yes }: { readonly yes?: boolean },
  { stdin, stderr }: Pick<Terminal, "stdin" | "stderr">,
): Promise<void> {
  if (yes) return;
  if (stdin.isTTY !== true) throw new CommandError(`nothing was done: --yes says to ${what}`, exitCodes.usage);
  stderr.write(`Really ${what}? [y/N] `);
  for await (const chunk of stdin) {
    if (/^y(es)?$/i.test(Buffer.from(chunk).toString("utf8").trim())) return;
    break;
  }
  throw new CommandError("nothing was done", exitCodes.refused);
}
