/** `tocsin digest reviewed`: somebody has read a week's digest, which the next one says. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { heardCells } from "@tocsin/aws/alerts/heard-cells";
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
  const review = await withOpenTable(options, terminal, async (table) => {
    await mustHaveDigest(week, table, at);
    return written(week, { at, by: author.by, note: cleanProse(options.note, WHY_LIMIT) }, createDigestReviews(table));
  });
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ week, ...review })}\n`
      : `Recorded: ${review.by} has read the digest of ${week}.\n`,
  );
  return exitCodes.ok;
}

/**
 * A week has a digest from the first event on that was heard, also if nothing happened in it; before that, if events told of something in it.
 * @throws CommandError, CallError
 */
async function mustHaveDigest(week: Week, table: Table, now: Instant): Promise<void> {
  for await (const _ of createAlertsReader(table).logOfWeek(week)) return;
  const first = await firstHeardAt(table);
  if (first !== undefined && weekOf(first) <= week) return;
  const others =
    first === undefined
      ? "nothing was heard yet"
      : `the first is that of ${weekOf(first)}, the latest that of ${weekOf(now)}`;
  throw new CommandError(`there is no digest of ${week}: ${others}`, exitCodes.refused);
}

async function firstHeardAt(table: Table): Promise<Instant | undefined> {
  let first: Instant | undefined;
  for await (const read of heardCells(table))
    if (read.ok && (first === undefined || read.value.firstHeardAt < first)) first = read.value.firstHeardAt;
  return first;
}

/** A run's clock stands still when it has ended: whoever writes at the same instant as another does so after it. */
async function written<R extends { readonly at: Instant }>(
  week: Week,
  review: R,
  reviews: { readonly add: (week: Week, review: R) => Promise<boolean> },
): Promise<R> {
  return (await reviews.add(week, review)) ? review : written(week, { ...review, at: shift(review.at, 1) }, reviews);
}
