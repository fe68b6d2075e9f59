/** `tocsin silence add`: mutes notifications of what matches, after its author has seen what that is now. */
import { randomBytes } from "node:crypto";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { WrittenSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import type { Severity } from "@tocsin/core/alert/severity";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import { warningsOfSilence } from "@tocsin/core/policy/warnings/policy-warnings";
import { refusalText } from "@tocsin/core/text/parse";
import { cleanName, cleanProse } from "@tocsin/core/text/redact";
import type { Silence } from "@tocsin/oncall/silence";
import { confirm } from "../../output/confirm.ts";
import { amountOf, CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { authorFor } from "../../stack/author.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { completedId, idPrefix, unknownId } from "../alerts/alert-id.ts";
import { alertTable } from "../alerts/list.ts";
import { byUrgency } from "../alerts/selection.ts";
import { type Match, matchFrom } from "../match-argument.ts";
import { writtenVersion } from "../policy/written-version.ts";
import type { Term } from "../term.ts";
import { silenceEnd } from "./silence-end.ts";
import { countsOf, countsText, openAlerts, type Reach, reachOf } from "./silence-reach.ts";

interface AddOptions extends TableOptions, StageTableOptions, Term {
  readonly match?: string;
  readonly alert?: string;
  readonly why: string;
  readonly upTo: Severity;
  readonly evenIfWorse?: boolean;
  readonly ticket?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const TICKET_LIMIT = 100;
/** So many of the alerts that it would mute are shown. */
const SHOWN = 10;

/** What is to be muted, as far as the command line says it. */
type Wanted = Match | { readonly prefix: string };

export async function addSilence(options: AddOptions, terminal: Terminal): Promise<number> {
  const wanted = wantedBy(options);
  const place = { ...options, ...stageTable(options) };
  const author = await authorFor(place);
  const now = author.now();
  return withOpenTable(place, terminal, async (table) => {
    const unreadable = createUnreadable(terminal);
    const alerts = createAlertsReader(table);
    const { policy } = await author.worldIn(table, unreadable.report);
    const { upTo, evenIfWorse = false, ticket, why } = options;
    const kept: Omit<Silence, "of"> = {
      id: randomBytes(6).toString("hex"),
      ...{ upTo, evenIfWorse, by: author.by, why: cleanProse(why, WHY_LIMIT) },
      ticket: ticket && cleanName(ticket, TICKET_LIMIT),
      ...{ madeAt: now, from: now, until: silenceEnd(options, now, policy.timezone) },
    };
    const { of, written } = await scopeOf(wanted, alerts);
    const silence: WrittenSilence = { ...kept, of: written };
    const reach = reachOf({ ...kept, of }, await openAlerts(alerts, unreadable));
    for (const warning of [...(await warningsOf(silence, policy.version, table)), ...warningsOfReach(silence, reach)])
      terminal.stderr.write(`warning: ${warning}\n`);
    if (!options.json) terminal.stdout.write(previewText(silence, reach, terminal));
    await confirm(`silence ${amountOf(reach.muted.length, "alert")}${until(silence)}`, options, terminal);
    if (!(await createSilenceStore(table).add(silence)))
      throw new CommandError(`there is a silence ${silence.id} already`);
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ silence, mutes: countsOf(reach.muted), worse: countsOf(reach.worse) })}\n`
        : `${silence.id}  silenced${until(silence)}. \`tocsin silence expire ${silence.id}\` ends it early.\n`,
    );
    return unreadable.exitCode();
  });
}

/** @throws CommandError where it is not said what is to be muted, or the pattern is wrong. */
function wantedBy({ match, alert }: AddOptions): Wanted {
  if (match !== undefined) return matchFrom(match, "silences");
  if (alert !== undefined) return { prefix: idPrefix(alert) };
  throw new CommandError("no alerts are selected: use --match with a pattern, or --alert with an id", exitCodes.usage);
}

interface Scope {
  readonly of: Silence["of"];
  readonly written: WrittenSilence["of"];
}

/** @throws CommandError for an alert that there is not. */
async function scopeOf(wanted: Wanted, alerts: AlertsReader): Promise<Scope> {
  if ("match" in wanted) return { of: wanted, written: { match: wanted.match } };
  const alertId = await completedId(alerts, wanted.prefix);
  if ((await alerts.head(alertId)) === undefined) throw new CommandError(unknownId(alertId), exitCodes.refused);
  return { of: { alertId }, written: { alertId } };
}

/** What the policy in force tells of it, whatever is open now; nothing by one that cannot be read. */
async function warningsOf(
  { of, upTo, evenIfWorse }: WrittenSilence,
  version: number,
  table: Table,
): Promise<readonly string[]> {
  if (!("match" in of)) return [];
  const pushed = await writtenVersion(table, version);
  const written = pushed === undefined ? undefined : writtenPolicy(pushed);
  if (!written?.ok) return [];
  const warnings = warningsOfSilence({ match: of.match, reach: evenIfWorse ? "CRITICAL" : upTo }, written.value);
  return warnings.map(({ path, problem }) =>
    refusalText({ path: path === "" ? "--match" : `--match.${path}`, problem }),
  );
}

/** Where it mutes nothing of what is there. */
function warningsOfReach({ upTo }: WrittenSilence, { muted, worse }: Reach): readonly string[] {
  if (muted.length > 0) return [];
  if (worse.length === 0)
    return ["no open alert matches, apart from those that somebody has decided on: it only mutes future alerts"];
  return [
    `it mutes no open alert: those that match are more severe than ${upTo}, or were; --even-if-worse mutes them too`,
  ];
}

function previewText({ upTo, evenIfWorse }: WrittenSilence, { muted, worse }: Reach, terminal: Terminal): string {
  const shown = muted.toSorted(byUrgency).slice(0, SHOWN);
  const more = muted.length - shown.length;
  const reach = evenIfWorse ? "whatever its severity" : `up to ${upTo}`;
  const lines = [
    muted.length === 0
      ? `No open alert would be muted now; future alerts would be muted ${reach}.`
      : `${amountOf(muted.length, "open alert")} would be muted now (${countsText(muted)}), and future alerts ${reach}:`,
    ...(muted.length === 0 ? [] : [alertTable(shown, terminal).trimEnd()]),
    ...(more > 0 ? [`… and ${more} more.`] : []),
    ...(worse.length > 0
      ? [`More severe, now or before, and so still told: ${amountOf(worse.length, "alert")} (${countsText(worse)}).`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function until(silence: WrittenSilence): string {
  return ` until ${silence.until}`;
}
