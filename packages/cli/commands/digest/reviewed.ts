/** `tocsin digest reviewed`: somebody has read a week's digest, which the next one says. */
import { createDigestReviews } from "@tocsin/aws/digests/digest-reviews";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { type Week, weekOf } from "@tocsin/core/event/week";
import { cleanProse } from "@tocsin/core/text/redact";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { notBegun } from "./digest.ts";

interface ReviewedOptions extends TableOptions, StageTableOptions {
  readonly note: string;
  readonly json?: boolean;
}

export async function reviewed(week: Week, given: ReviewedOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const author = await authorFor(options);
  const at = author.now();
  if (weekOf(at) < week) throw new CommandError(notBegun(week, at), exitCodes.refused);
  const review = await withOpenTable(options, terminal, (table) =>
    written(week, { at, by: author.by, note: cleanProse(options.note, WHY_LIMIT) }, createDigestReviews(table)),
  );
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ week, ...review })}\n`
      : `Recorded: ${review.by} has read the digest of ${week}.\n`,
  );
  return exitCodes.ok;
}

/** A run's clock stands still when it has ended: whoever writes at the same instant as another does so after it. */
async function written<R extends { readonly at: Instant }>(
  week: Week,
  review: R,
  reviews: { readonly add: (week: Week, review: R) => Promise<boolean> },
): Promise<R> {
  return (await reviews.add(week, review)) ? review : written(week, { ...review, at: shift(review.at, 1) }, reviews);
}
