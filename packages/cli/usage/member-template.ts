import type { Definition } from "../command-line.ts";
import { printMemberTemplate } from "../commands/member-template.ts";
import { accountOf } from "./argument-parsers.ts";
import { stageOption, withConfig } from "./options.ts";

export function defineMemberTemplate({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addHelpText(
      "after",
      "\nA StackSet with service-managed permissions never reaches the management account: deploy this there by hand.\nIt calls nothing in AWS.",
    )
    .requiredOption("--account <id>", "the security account, whose central bus the events go to", accountOf)
    .addOption(stageOption("the stage whose bus the events go to").default("prod"))
    .action((options) => end(printMemberTemplate(options, terminal)));
}
