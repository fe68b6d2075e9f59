import type { Definition } from "../command-line.ts";
import { doctor } from "../commands/doctor.ts";
import { each, regionOf } from "./argument-parsers.ts";
import { withConfig } from "./options.ts";

export function defineDoctor({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addHelpText(
      "after",
      `
It only reads, with the usual AWS credentials. Use those of the security account: no other member can see who administers
which service. Settings of each account (recorder, certificate-events, region) are checked in this account only.

Exit codes: 0 all checks pass; 1 a check fails; 70 no check fails, but one is unknown.`,
    )
    .option("--region <region...>", "check these regions instead of the configuration's", each(regionOf))
    .option("--json", "print one JSON object on each line, for each check")
    .action(async (options) => end(await doctor(options, terminal)));
}
