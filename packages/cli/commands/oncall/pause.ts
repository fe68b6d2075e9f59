/** `tocsin oncall pause` and `resume`: whether anybody is notified at all. */
import { createModeStore } from "@tocsin/aws/world/mode-store";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { endFrom, type Term } from "../term.ts";
import { unsaidMode } from "./unsaid-mode.ts";

interface ModeOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
}

interface PauseOptions extends ModeOptions, Term {
  readonly why: string;
}

const DEFAULT_HOURS = 2;
/** A pause mutes everything, so nobody may forget it for longer. */
const MOST_DAYS = 1;

export async function pauseOncall(options: PauseOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { by, now } = await authorFor(place);
  const until = pauseEnd(options, now());
  return withOpenTable(place, terminal, async (table) => {
    const pause = { by, until, why: options.why };
    await createModeStore(table, unsaidMode(place)).pause(pause);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ paused: pause })}\n`
        : `Within a minute nobody is notified any more, until ${until}; then people are told the state at that time. \`tocsin oncall resume\` ends the pause early.\n`,
    );
    return exitCodes.ok;
  });
}

export function pauseEnd(term: Term, now: Instant): Instant {
  return endFrom(term, now, MOST_DAYS) ?? shift(now, DEFAULT_HOURS * 3_600_000);
}

/** When a pause that ends `until` then was made at the earliest. */
export function earliestPause(until: Instant): Instant {
  return shift(until, -MOST_DAYS * MILLISECONDS_PER_DAY);
}

export async function resumeOncall(options: ModeOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const { now } = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const paused = await createModeStore(table, unsaidMode(place)).resume();
    if (paused === undefined || paused.until <= now())
      throw new CommandError("notifications are not paused", exitCodes.refused);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ ended: paused })}\n`
        : `The pause of ${paused.by} is over (${paused.why}). Within two minutes people are told the current state.\n`,
    );
    return exitCodes.ok;
  });
}
