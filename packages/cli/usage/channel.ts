import type { Definition } from "../command-line.ts";
import { listChannels } from "../commands/channel/list.ts";
import { previewChannel } from "../commands/channel/preview.ts";
import { drill } from "../commands/drill.ts";
import { textOf } from "./argument-parsers.ts";
import { withDrill } from "./drill.ts";
import { withTable } from "./options.ts";

const POLICY = "by this policy (YAML), in place of the one in force";

export function defineChannel({ command, terminal, end }: Definition): void {
  withTable(command.command("list"))
    .description("list the channels of the policy: of which type, which secrets they need, and which routes name them")
    .option("--policy <file>", POLICY)
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listChannels(options, terminal)));
  withTable(command.command("preview"))
    .description("print what a channel would be sent of one alert; sends nothing, and reads no secret")
    .argument("<channel>", "the channel, as the policy calls it", textOf)
    .argument("[id]", "the alert's id, or its beginning (default: the most severe that is open)", textOf)
    .option("--policy <file>", POLICY)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_PREVIEW)
    .action(async (channel: string, id: string | undefined, options) =>
      end(await previewChannel(channel, id, options, terminal)),
    );
  withDrill(command.command("test"))
    .description("send a drill to a channel, as tocsin drill does, and say what that it was taken does not show")
    .argument("<channel>", "the channel, as the policy in force calls it", textOf)
    .action(async (to: string, options) => end(await drill({ ...options, to }, terminal)));
}

const ABOUT_PREVIEW = `
The alert is shown as it would be told by itself. What Slack is sent can be looked at in
its Block Kit Builder, what Teams is in the designer of adaptivecards.io.

Examples:
  tocsin channel preview console
  tocsin channel preview chat fe93 --policy policy.yaml
  tocsin channel preview oncall fe93 --stage prod --json`;
