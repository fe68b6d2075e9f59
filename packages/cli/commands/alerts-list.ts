/** `tocsin alerts list`. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { type AlertView, type Status, statuses } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { canonicalJson } from "@tocsin/core/text/json";
import { escaped } from "@tocsin/core/text/text";
import { sources } from "@tocsin/sources/registry";
import { type Column, table } from "../output/table.ts";
import { amountOf, CommandError, exitCodes, severityStyles, type Terminal } from "../output/terminal.ts";
import { type TableOptions, withAlerts } from "../stack/open-table.ts";
import { nowBy, recordFor } from "../stack/run-record.ts";
import { type AlertFilter, byUrgency, fits, isReporterOf } from "./alerts-selection.ts";

interface ListOptions extends TableOptions, Omit<AlertFilter, "status"> {
  readonly status?: readonly Status[];
  readonly all?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

export async function listAlerts(options: ListOptions, terminal: Terminal): Promise<number> {
  const { limit, json = false } = options;
  const now = nowBy(await recordFor(options));
  const found = await withAlerts(options, terminal, (alerts) => select(alerts, options, now));
  const views = found.toSorted(byUrgency).slice(0, limit);
  // With their keys in order, two listings of the same alerts are the same text.
  if (json) for (const view of views) terminal.stdout.write(`${canonicalJson(view)}\n`);
  else terminal.stdout.write(views.length === 0 ? "No alert matches.\n" : table(views, columns, terminal));
  if (!json && views.length < found.length)
    terminal.stdout.write(`${views.length} of ${amountOf(found.length, "alert")}.\n`);
  return exitCodes.ok;
}

/** @throws CommandError when a source is named that is none, and that reports none of the alerts either. */
async function select(alerts: AlertsReader, options: ListOptions, now: Instant): Promise<readonly AlertView[]> {
  const filter = { ...options, status: statusesOf(options) };
  const reporters = new Set<string>();
  const found: AlertView[] = [];
  for await (const view of candidates(alerts, filter)) {
    for (const reporter of view.reporters) reporters.add(reporter);
    if (fits(view, filter, now)) found.push(view);
  }
  requireKnownSources(options.source ?? [], reporters);
  return found;
}

function statusesOf({ all = false, status }: ListOptions): readonly Status[] {
  return all ? statuses : (status ?? statuses.filter((one) => one !== "RESOLVED"));
}

/** By the index that leaves out most. */
async function* candidates(alerts: AlertsReader, { account, severity, status }: AlertFilter): AsyncIterable<AlertView> {
  if (account !== undefined) for (const one of account) yield* alerts.ofAccount(one);
  else if (status.includes("RESOLVED")) yield* alerts.all();
  else yield* alerts.open(severity ? { severities: severity } : {});
}

/** Reporters are no closed set: a rule of AWS Config is one by its own name. */
function requireKnownSources(wanted: readonly string[], reporters: ReadonlySet<string>): void {
  const known = [...new Set([...sources.map(({ name }) => name), ...reporters])].sort();
  const unknown = wanted.find((name) => !known.some((reporter) => isReporterOf(reporter, name)));
  if (unknown !== undefined)
    throw new CommandError(
      `--source: no alert is reported by ${JSON.stringify(escaped(unknown))}; known are ${known.join(", ")}`,
      exitCodes.usage,
    );
}

const columns: readonly Column<AlertView>[] = [
  { heading: "SEVERITY", of: ({ severity }) => severity, style: ({ severity }) => severityStyles[severity] },
  { heading: "STATUS", of: ({ status }) => status },
  { heading: "CONDITION", of: ({ condition }) => condition, yields: 4 },
  { heading: "ACCOUNT", of: ({ account }) => account },
  { heading: "REGION", of: ({ region }) => region || "-" },
  { heading: "FIRST SEEN", of: ({ firstSeenAt }) => firstSeenAt?.slice(0, 10) ?? "-", yields: 3 },
  { heading: "DEADLINE", of: ({ deadline }) => deadline?.slice(0, 10) ?? "-" },
  // Whole: by less of it, `alerts show` would have to look through the table.
  { heading: "ID", of: ({ id }) => id, yields: 2 },
  { heading: "TITLE", of: ({ title }) => title, yields: 1 },
];
