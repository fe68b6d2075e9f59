import type { Definition } from "../command-line.ts";
import { printMemberTemplate } from "../commands/member-template.ts";
import { accountOf } from "./argument-parsers.ts";
import { stageOption, withConfig } from "./options.ts";

export function defineMemberTemplate({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addHelpText(
      "after",
      "\nA StackSet with service-managed permissions never reaches the management account: deploy this template there by hand.\nThe command does not call AWS.",
    )
    .requiredOption("--account <id>", "the security account, to whose central bus the events go", accountOf)
    .addOption(stageOption("the stage to whose bus the events go").default("prod"))
    .action((options) => end(printMemberTemplate(options, terminal)));
}
