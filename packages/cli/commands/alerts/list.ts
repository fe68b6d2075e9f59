/** `tocsin alerts list`. */
import type { AccountFilter, AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { type ListedAlert, type Status, statuses } from "@tocsin/core/alert/view";
import { UNOWNED } from "@tocsin/core/directory/owner";
import type { Instant } from "@tocsin/core/event/instant";
import { canonicalJson } from "@tocsin/core/text/json";
import { escaped } from "@tocsin/core/text/text";
import { sources } from "@tocsin/sources/registry";
import { accountText } from "../../output/account.ts";
import { type Column, table } from "../../output/table.ts";
import { amountOf, CommandError, exitCodes, severityStyles, type Terminal } from "../../output/terminal.ts";
import { createUnreadable, type Unreadable } from "../../output/unreadable.ts";
import { type TableOptions, withAlerts } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { type AlertFilter, byUrgency, fits } from "./selection.ts";

interface ListOptions extends TableOptions, StageTableOptions, Omit<AlertFilter, "status"> {
  readonly status?: readonly Status[];
  readonly all?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

export async function listAlerts(given: ListOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const now = nowBy(await recordFor(options));
  const unreadable = createUnreadable(terminal);
  await withAlerts(options, terminal, async (alerts) => {
    const found = await select(alerts, options, now, unreadable);
    const listed = found.toSorted(byUrgency).slice(0, options.limit);
    if (options.json) await writeViews(alerts, listed, terminal, unreadable);
    else writeTable(listed, found.length, terminal);
  });
  return unreadable.exitCode();
}

async function writeViews(
  alerts: AlertsReader,
  listed: readonly ListedAlert[],
  { stdout }: Terminal,
  unreadable: Unreadable,
): Promise<void> {
  const views = alerts.views(listed.map(({ id }) => id));
  // With their keys in order, two listings of the same alerts are the same text.
  for await (const view of unreadable.skip(views)) stdout.write(`${canonicalJson(view)}\n`);
}

function writeTable(listed: readonly ListedAlert[], found: number, terminal: Terminal): void {
  terminal.stdout.write(listed.length === 0 ? "No alert matches.\n" : alertTable(listed, terminal));
  if (listed.length < found) terminal.stdout.write(`Listed ${amountOf(listed.length, "alert")}; there are more.\n`);
}

export function alertTable(listed: readonly ListedAlert[], terminal: Terminal): string {
  const isAnyOwned = listed.some(({ owner = UNOWNED }) => owner !== UNOWNED);
  return table(listed, isAnyOwned ? columns.toSpliced(OWNER_PLACE, 0, ownerColumn) : columns, terminal);
}

/**
 * What is to be listed, and one more where the limit leaves some out: those are not read where they come in the order of the list.
 * @throws CommandError when a source is named that is none.
 */
async function select(
  alerts: AlertsReader,
  options: ListOptions,
  now: Instant,
  unreadable: Unreadable,
): Promise<readonly ListedAlert[]> {
  requireKnownSources(options.source ?? []);
  const filter = { ...options, status: statusesOf(options) };
  const found: ListedAlert[] = [];
  const { limit = Number.POSITIVE_INFINITY } = options;
  const { reads, isInOrder } = candidates(alerts, filter, limit);
  for await (const view of unreadable.skip(reads)) {
    if (fits(view, filter, now)) found.push(view);
    if (isInOrder && found.length > limit) break;
  }
  return found;
}

function statusesOf({ all = false, status }: ListOptions): readonly Status[] {
  return all ? statuses : (status ?? statuses.filter((one) => one !== "RESOLVED"));
}

interface Candidates {
  readonly reads: AsyncIterable<ItemRead<ListedAlert>>;
  /** Whether they come in the order of the list. */
  readonly isInOrder: boolean;
}

/** By the index that leaves out most. */
function candidates(alerts: AlertsReader, { account, severity, status }: AlertFilter, limit: number): Candidates {
  const onlyOpen = !status.includes("RESOLVED");
  const pageSize = limit < LARGE_PAGE ? Math.max(limit + 1, SMALL_PAGE) : undefined;
  if (account !== undefined) {
    const accounts = [...new Set(account)];
    return { reads: ofAccounts(alerts, accounts, { onlyOpen, pageSize }), isInOrder: accounts.length === 1 };
  }
  if (!onlyOpen) return { reads: alerts.all(), isInOrder: false };
  return { reads: alerts.open({ severities: severity, pageSize }), isInOrder: true };
}

/** Alerts to ask each shard for at a time where few are wanted: other filters may leave out most of what comes. */
const SMALL_PAGE = 100;
/** From here on, as many as an answer holds. */
const LARGE_PAGE = 1000;

async function* ofAccounts(
  alerts: AlertsReader,
  accounts: readonly string[],
  filter: AccountFilter,
): AsyncIterable<ItemRead<ListedAlert>> {
  for (const account of accounts) yield* alerts.ofAccount(account, filter);
}

function requireKnownSources(wanted: readonly string[]): void {
  const known = [...new Set(sources.flatMap(({ reporters }) => reporters))].sort();
  // One rule of AWS Config may be asked for by its own name.
  const unknown = wanted.find((name) => !known.includes(name.split(":")[0] ?? ""));
  if (unknown !== undefined)
    throw new CommandError(
      `--source: no source reports as ${JSON.stringify(escaped(unknown))}; known are ${known.join(", ")}`,
      exitCodes.usage,
    );
}

/** So many digits are one alert's alone in any table: of a million alerts, the chance that any two share them is below one in 500. */
export const SHOWN_DIGITS = 12;

/** Where nobody has said who owns anything, it would say the same of every alert. */
const ownerColumn: Column<ListedAlert> = { heading: "OWNER", of: ({ owner }) => owner ?? UNOWNED, yields: 5 };
const OWNER_PLACE = 4;

const columns: readonly Column<ListedAlert>[] = [
  { heading: "SEVERITY", of: ({ severity }) => severity, style: ({ severity }) => severityStyles[severity] },
  { heading: "STATUS", of: ({ status }) => status, yields: 9 },
  { heading: "CONDITION", of: ({ condition }) => condition, yields: 4 },
  { heading: "ACCOUNT", of: accountText, yields: 8 },
  { heading: "REGION", of: ({ region }) => region || "-", yields: 7 },
  { heading: "FIRST SEEN", of: ({ firstSeenAt }) => firstSeenAt?.slice(0, 10) ?? "-", yields: 3 },
  { heading: "DEADLINE", of: ({ deadline }) => deadline?.slice(0, 10) ?? "-", yields: 6 },
  // `alerts show` finds an alert by the beginning of its id.
  { heading: "ID", of: ({ id }) => id.slice(0, SHOWN_DIGITS), yields: 2 },
  { heading: "TITLE", of: ({ title }) => title, yields: 1 },
];
