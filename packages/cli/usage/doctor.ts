import type { Definition } from "../command-line.ts";
import { doctor } from "../commands/doctor.ts";
import { each, regionOf } from "./argument-parsers.ts";
import { withConfig } from "./options.ts";

export function defineDoctor({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addHelpText(
      "after",
      `
It only reads, by the usual AWS credentials: of the security account, which alone can see who administers what. What each
account sets for itself (recorder, certificate-events, region) is checked in this account only.

Exit codes: 0 all is well; 1 something is wrong; 70 nothing is known to be wrong, but something is unknown.`,
    )
    .option("--region <region...>", "check these regions instead of the configuration's", each(regionOf))
    .option("--json", "print one JSON object a line, for each check")
    .action(async (options) => end(await doctor(options, terminal)));
}
