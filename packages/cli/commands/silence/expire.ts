/** `tocsin silence expire`: ends a silence before its time. */
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import { cleanProse } from "@tocsin/core/text/redact";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { withIdFrom } from "../id-beginning.ts";

interface ExpireOptions extends TableOptions, StageTableOptions {
  readonly why: string;
  readonly json?: boolean;
}

export async function expireSilence(given: string, options: ExpireOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { by, now } = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const why = cleanProse(options.why, WHY_LIMIT);
    const store = createSilenceStore(table);
    const unreadable = createUnreadable(terminal);
    const listed = await Array.fromAsync(unreadable.skip(store.list()));
    const { id } = withIdFrom(given, listed, { noun: "silence", list: "tocsin silence list --expired" });
    const outcome = await store.expire(id, { at: now(), by, why });
    if (outcome === "unknown") throw new CommandError(`silence ${id} is gone`, exitCodes.refused);
    if (options.json) terminal.stdout.write(`${JSON.stringify({ id, outcome })}\n`);
    else
      terminal.stdout.write(
        outcome === "expired"
          ? `${id}  ended. People are told of alerts that are still open within two minutes.\n`
          : `${id}  was over already.\n`,
      );
    return unreadable.exitCode();
  });
}
