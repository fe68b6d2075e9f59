/** `tocsin silence list`: what is muted, by whom and until when. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { endOf } from "@tocsin/oncall/silence";
import { hanging } from "../../output/fields.ts";
import type { Terminal } from "../../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../../output/unreadable.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { SHOWN_DIGITS } from "../alerts/list.ts";
import { countsOf, openAlerts, reachOf } from "./silence-reach.ts";

interface ListOptions extends TableOptions, StageTableOptions {
  readonly expired?: boolean;
  readonly json?: boolean;
}

export interface ListedSilence extends WrittenSilence {
  readonly state: "active" | "pending" | "over";
  /** How many alerts it mutes now, by severity. */
  readonly mutes: Readonly<Partial<Record<Severity, number>>>;
}

export async function listSilences(options: ListOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const now = nowBy(await recordFor(place));
  const unreadable = createUnreadable(terminal);
  await withOpenTable(place, terminal, async (table) => {
    const all = await listed(table, now, unreadable);
    const shown = all.filter(({ state }) => options.expired || state !== "over");
    for (const silence of shown)
      terminal.stdout.write(options.json ? `${JSON.stringify(silence)}\n` : describe(silence, terminal));
    if (!options.json && shown.length === 0) terminal.stdout.write("Nothing is silenced.\n");
  });
  return unreadable.exitCode();
}

/** Those that are not over first, and of these what ends first. */
async function listed(table: Table, now: Instant, unreadable: Unreadable): Promise<readonly ListedSilence[]> {
  const written = await Array.fromAsync(unreadable.skip(createSilenceStore(table).list()));
  const { silences } = await readWorldPartition(table);
  const open = written.length === 0 ? [] : await openAlerts(createAlertsReader(table), unreadable);
  const all = written.map((silence): ListedSilence => {
    const state = stateOf(silence, now);
    const compiled = silences.find(({ id }) => id === silence.id);
    if (compiled === undefined)
      unreadable.report(`silence ${silence.id}: its pattern cannot be used; expire it, and make another`);
    return { ...silence, state, mutes: compiled && state === "active" ? countsOf(reachOf(compiled, open).muted) : {} };
  });
  return all.sort((a, b) => Number(a.state === "over") - Number(b.state === "over") || (endOf(a) < endOf(b) ? -1 : 1));
}

function stateOf(silence: WrittenSilence, now: Instant): ListedSilence["state"] {
  if (now >= endOf(silence)) return "over";
  return now < silence.from ? "pending" : "active";
}

function describe(silence: ListedSilence, terminal: Terminal): string {
  const { id, of, upTo, evenIfWorse, by, why, ticket, until, expiredAt, expiredBy, expiredWhy, state, mutes } = silence;
  const what = "match" in of ? JSON.stringify(of.match) : `alert ${of.alertId.slice(0, SHOWN_DIGITS)}`;
  const counts = Object.entries(mutes).map(([severity, count]) => `${count} ${severity}`);
  const end =
    expiredAt === undefined
      ? `${state === "over" ? "ended" : "until"} ${until}`
      : `ended ${expiredAt} by ${expiredBy}: ${expiredWhy}`;
  const lines = [
    ...hanging(`${id}  `, `${what}, ${evenIfWorse ? "whatever its severity" : `up to ${upTo}`}, ${end}`, terminal),
    ...(state === "active"
      ? hanging("  mutes  ", counts.length === 0 ? "nothing now" : counts.join(", "), terminal)
      : []),
    ...hanging("  why    ", `${why} (${by}${ticket === undefined ? "" : `, ${ticket}`})`, terminal),
  ];
  return `${lines.join("\n")}\n`;
}
