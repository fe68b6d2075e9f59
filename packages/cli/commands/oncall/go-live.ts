/** `tocsin go-live`: ends the learning of a new stack. */
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { confirm } from "../../output/confirm.ts";
import { exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { unsaidMode } from "./unsaid-mode.ts";

interface GoLiveOptions extends TableOptions, StageTableOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export async function goLive(options: GoLiveOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { now } = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const store = createModeStore(table, unsaidMode(place));
    const before = (await store.current()) ?? unsaidMode(place);
    if (before.mode === "learning") {
      await confirm("ring for everything that the policy says, from now on", options, terminal);
      await store.goLive(now());
    }
    const outcome = before.mode === "learning" ? "live" : "already-live";
    terminal.stdout.write(options.json ? `${JSON.stringify({ outcome })}\n` : `${texts[outcome]}\n`);
    return exitCodes.ok;
  });
}

const texts = {
  live: "It is live: from now on people are told everything that the policy says. Alerts that were open before are not news.",
  "already-live": "It is live already.",
} as const;
