/** `tocsin alerts list` and `show`. */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { canonicalJson } from "@tocsin/core/text/json";
import { brokenAt, isCutOff, type LogEntry } from "@tocsin/core/transition/log-entry";
import {
  type Column,
  CommandError,
  exitCodes,
  isStyled,
  severityStyles,
  styled,
  type Terminal,
  table,
} from "../output/terminal.ts";
import { type TableOptions, withAlerts } from "../stack/open-table.ts";

interface ListOptions extends TableOptions {
  readonly severity?: readonly Severity[];
  readonly account?: string;
  readonly condition?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function listAlerts(options: ListOptions, terminal: Terminal): Promise<number> {
  const views = await withAlerts(options, terminal, (alerts) => selected(alerts, options));
  if (options.json) {
    // With their keys in order, two listings of the same alerts are the same text.
    for (const view of views) terminal.stdout.write(`${canonicalJson(view)}\n`);
  } else {
    terminal.stdout.write(
      views.length === 0
        ? "No alert matches.\n"
        : table(views, columns, isStyled(terminal.stdout, terminal.environment)),
    );
  }
  return exitCodes.ok;
}

/** In an order that depends on the alerts alone: the most severe first, then the oldest. */
async function selected(alerts: AlertsReader, options: ListOptions): Promise<readonly AlertView[]> {
  const found: AlertView[] = [];
  for await (const view of candidates(alerts, options)) {
    if (!options.all && view.status === "RESOLVED") continue;
    if (options.severity && !options.severity.includes(view.severity)) continue;
    if (options.account && view.account !== options.account) continue;
    if (options.condition && view.condition !== options.condition) continue;
    found.push(view);
  }
  return found.sort(
    (a, b) =>
      compareSeverity(b.severity, a.severity) ||
      (a.firstSeenAt ?? "").localeCompare(b.firstSeenAt ?? "") ||
      a.id.localeCompare(b.id),
  );
}

function candidates(alerts: AlertsReader, { severity, account, all }: ListOptions): AsyncIterable<AlertView> {
  if (account !== undefined) return alerts.ofAccount(account);
  if (all) return alerts.all();
  return alerts.open(severity ? { severities: severity } : {});
}

const columns: readonly Column<AlertView>[] = [
  { heading: "SEVERITY", of: ({ severity }) => severity, style: ({ severity }) => severityStyles[severity] },
  { heading: "STATUS", of: ({ status }) => status },
  { heading: "CONDITION", of: ({ condition }) => condition },
  { heading: "ACCOUNT", of: ({ account }) => account },
  { heading: "REGION", of: ({ region }) => region },
  { heading: "FIRST SEEN", of: ({ firstSeenAt }) => firstSeenAt?.slice(0, 10) ?? "" },
  { heading: "DEADLINE", of: ({ deadline }) => deadline?.slice(0, 10) ?? "" },
  { heading: "ID", of: ({ id }) => id.slice(0, 12) },
  { heading: "TITLE", of: ({ title }) => title, limit: 80 },
];

export async function showAlert(
  prefix: string,
  options: TableOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  return withAlerts(options, terminal, async (alerts) => {
    const id = await completed(alerts, prefix);
    const head = await alerts.head(id);
    if (head === undefined) throw new CommandError(`no alert has the id ${id}`, exitCodes.refused);
    const log = await Array.fromAsync(alerts.logOf(id));
    const observations = await Array.fromAsync(alerts.observationsOf(id));
    const chainBrokenAt = brokenAt(log) ?? (isCutOff(log, head.lastHash) ? head.version : undefined);
    if (options.json)
      terminal.stdout.write(
        `${canonicalJson({ alert: head.view, log, observations, chainBrokenAt: chainBrokenAt ?? null })}\n`,
      );
    else
      terminal.stdout.write(
        describe(head.view, log, observations.length, chainBrokenAt, isStyled(terminal.stdout, terminal.environment)),
      );
    return exitCodes.ok;
  });
}

/** A whole id is read at once; a beginning is looked for, and must be one alert's alone. */
async function completed(alerts: AlertsReader, given: string): Promise<string> {
  const prefix = given.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(prefix)) return prefix;
  if (!/^[0-9a-f]{4,31}$/.test(prefix))
    throw new CommandError(
      `not the beginning of an alert's id, which is at least 4 of the digits 0-9 and a-f: ${JSON.stringify(given)}`,
      exitCodes.usage,
    );
  const found: string[] = [];
  for await (const { id } of alerts.all()) if (id.startsWith(prefix)) found.push(id);
  if (found.length === 1 && found[0]) return found[0];
  throw new CommandError(
    found.length === 0
      ? `no alert's id begins with ${prefix}`
      : `${found.length} alerts' ids begin with ${prefix}: ${found.slice(0, 5).join(", ")}`,
    exitCodes.refused,
  );
}

function describe(
  view: AlertView,
  log: readonly LogEntry[],
  observations: number,
  chainBrokenAt: number | undefined,
  isOn: boolean,
): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["id", view.id],
    ["condition", view.condition],
    ["where", `${view.account}  ${view.region}`],
    ["resource", view.resource],
    ["summary", view.summary],
    ["first seen", view.firstSeenAt],
    ["last seen", view.lastSeenAt],
    ["deadline", view.deadline],
    ["count", view.count?.toString()],
    ["seen by", view.reporters.join(", ")],
    ...Object.entries(view.attributes).map(([name, value]) => [name, String(value)] as const),
    ["what to do", view.remedy],
    ["link", view.link],
  ];
  const timeline = log.map(
    ({ at, kind, reason, from, to, decided, quiet }) =>
      `  ${at}  ${kind} (${reason})  ${from ? `${from.status} ${from.severity} → ` : ""}${to.status} ${to.severity}` +
      `${decided ? `  by ${decided.by}: ${decided.why}` : ""}${quiet ? "  quiet" : ""}`,
  );
  return [
    `${styled(severityStyles[view.severity], view.severity, isOn)} ${view.status}  ${styled("bold", view.title, isOn)}`,
    "",
    ...fields.flatMap(([name, value]) => (value ? [`  ${name.padEnd(22)}  ${value}`] : [])),
    "",
    `Timeline (${observations} observations, log ${chainBrokenAt === undefined ? "intact" : styled("red", `BROKEN at version ${chainBrokenAt}`, isOn)})`,
    ...timeline,
    "",
  ].join("\n");
}
