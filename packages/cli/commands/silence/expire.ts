/** `tocsin silence expire`: ends a silence before its time. */
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import { cleanProse } from "@tocsin/core/text/redact";
import { escaped } from "@tocsin/core/text/text";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";

interface ExpireOptions extends TableOptions, StageTableOptions {
  readonly why: string;
  readonly json?: boolean;
}

export async function expireSilence(id: string, options: ExpireOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { by, now } = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const why = cleanProse(options.why, WHY_LIMIT);
    const outcome = await createSilenceStore(table).expire(id, { at: now(), by, why });
    if (outcome === "unknown")
      throw new CommandError(
        `there is no silence ${JSON.stringify(escaped(id))}: \`tocsin silence list\` shows those that there are`,
        exitCodes.refused,
      );
    if (options.json) terminal.stdout.write(`${JSON.stringify({ id, outcome })}\n`);
    else
      terminal.stdout.write(
        outcome === "expired"
          ? `${id}  ended. What is still open is told within two minutes.\n`
          : `${id}  was over already.\n`,
      );
    return exitCodes.ok;
  });
}
