import type { Definition } from "../command-line.ts";
import { checkPolicyFile } from "../commands/policy-check.ts";

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
}
