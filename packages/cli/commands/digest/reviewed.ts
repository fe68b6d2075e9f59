/** `tocsin digest reviewed`: somebody has read a week's digest, which the next one says. */
import { createDigestReviews } from "@tocsin/aws/digests/digest-reviews";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import { type Week, weekOf } from "@tocsin/core/event/week";
import { cleanProse } from "@tocsin/core/text/redact";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";

interface ReviewedOptions extends TableOptions, StageTableOptions {
  readonly note: string;
  readonly json?: boolean;
}

export async function reviewed(week: Week, given: ReviewedOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const author = await authorFor(options);
  const at = author.now();
  if (weekOf(at) < week) throw new CommandError(`week ${week} has not begun`, exitCodes.refused);
  const review = { at, by: author.by, note: cleanProse(options.note, WHY_LIMIT) };
  const isWritten = await withOpenTable(options, terminal, (table) => createDigestReviews(table).add(week, review));
  if (!isWritten) throw new CommandError("somebody wrote at the same instant: try again");
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ week, ...review })}\n`
      : `Written down: ${review.by} has read the digest of ${week}.\n`,
  );
  return exitCodes.ok;
}
