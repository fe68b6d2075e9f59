import type { Definition } from "../command-line.ts";
import { listChannels } from "../commands/channel/list.ts";
import { previewChannel } from "../commands/channel/preview.ts";
import { drill } from "../commands/drill.ts";
import { textOf } from "./argument-parsers.ts";
import { withDrill } from "./drill.ts";
import { withTable } from "./options.ts";

const POLICY = "use this policy (YAML) instead of the one in force";

export function defineChannel({ command, terminal, end }: Definition): void {
  withTable(command.command("list"))
    .description("list the channels of the policy: their types, the secrets they need, and the routes that name them")
    .option("--policy <file>", POLICY)
    .option("--json", "print one JSON object on each line")
    .action(async (options) => end(await listChannels(options, terminal)));
  withTable(command.command("preview"))
    .description("print what a channel would be sent about one alert; sends nothing, and reads no secret")
    .argument("<channel>", "the channel's name in the policy", textOf)
    .argument("[id]", "the alert's id, or its first characters (default: the most severe open alert)", textOf)
    .option("--policy <file>", POLICY)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_PREVIEW)
    .action(async (channel: string, id: string | undefined, options) =>
      end(await previewChannel(channel, id, options, terminal)),
    );
  withDrill(command.command("test"))
    .description("send a drill to a channel, as tocsin drill does, and say what its success does not prove")
    .argument("<channel>", "the channel's name in the policy in force", textOf)
    .action(async (to: string, options) => end(await drill({ ...options, to }, terminal)));
}

const ABOUT_PREVIEW = `
The alert is shown as if it were told by itself. To see it drawn, paste what Slack is sent
into its Block Kit Builder, and what Teams is sent into the designer of adaptivecards.io.

Examples:
  tocsin channel preview console
  tocsin channel preview chat fe93 --policy policy.yaml
  tocsin channel preview oncall fe93 --stage prod --json`;
