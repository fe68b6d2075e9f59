/** What a run did, as data and as text. */
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { plain } from "@tocsin/core/text/text";
import type { MetricName } from "@tocsin/lambda/deployment/metrics";
import type { Stack } from "@tocsin/local/stack";
import { tellReasons } from "@tocsin/oncall/verdict";
import { hanging } from "./fields.ts";
import { isStyled, severityStyles, shownPath, styled, type Terminal } from "./terminal.ts";

/** Counted by the run itself as it goes. */
export interface Tally {
  read: number;
  unmatched: number;
  readonly problems: string[];
}

export interface Summary {
  readonly read: number;
  /** Events that no rule wants. */
  readonly unmatched: number;
  /** Inputs that could not be read, and so never reached the bus. */
  readonly unreadable: number;
  readonly counts: Readonly<Partial<Record<MetricName, Readonly<Record<string, number>>>>>;
  readonly open: Readonly<Record<Severity, number>>;
  readonly deadLetters: readonly { readonly queue: string; readonly reason: string }[];
  readonly digest: readonly string[];
  /** The digest in some ten lines of plain text. */
  readonly digestLines: readonly string[];
}

export async function summaryOf(
  stack: Stack,
  tally: Tally,
  { digest, digestLines }: Pick<Summary, "digest" | "digestLines">,
): Promise<Summary> {
  const open: Record<Severity, number> = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
  for await (const { severity } of valuesIn(stack.alerts.open())) open[severity] += 1;
  const metrics = ["events", "observations", "announcements", "verdicts", "notifications", "rings", "reviews"] as const;
  return {
    read: tally.read,
    unmatched: tally.unmatched,
    unreadable: tally.problems.length,
    counts: Object.fromEntries(metrics.map((metric) => [metric, Object.fromEntries(stack.counts.of(metric))])),
    open,
    deadLetters: (await stack.deadLetters()).map(({ queue, reason }) => ({ queue, reason })),
    digest,
    digestLines,
  };
}

/** @param dataDir as it was named, so that the commands to look closer with name it too. */
export function describeSummary(summary: Summary, dataDir: string | undefined, terminal: Terminal): string {
  const { read, unmatched, unreadable, counts, deadLetters, digest, digestLines } = summary;
  const page = digest.find((path) => path.endsWith("report.html"));
  const isOn = isStyled(terminal.stdout, terminal.environment);
  const field = (label: string, text: string) => hanging(`  ${label.padEnd(LABEL_COLUMNS)}  `, text, terminal);
  const events = [`${read} read`, `${unmatched} that no rule wants`, ...reasons(counts.events)];
  const lines = [
    styled("bold", "Summary", isOn),
    ...field("events", [...events, ...(unreadable > 0 ? [`${unreadable} unreadable`] : [])].join(", ")),
    ...field("observations", reasons(counts.observations).join(", ") || "none"),
    ...field("announcements", reasons(counts.announcements).join(", ") || "none"),
    ...field("notifications", notificationsText(counts)),
    ...field("not told", notTold(counts.verdicts).join(", ") || "nothing"),
    `  ${"open alerts".padEnd(LABEL_COLUMNS)}  ${openText(summary, isOn)}`,
    ...field("dead letters", deadLetters.length > 0 ? String(deadLetters.length) : "none"),
    ...grouped(deadLetters)
      .slice(0, 20)
      .flatMap((text) => hanging("    ", text, terminal)),
    ...field("digest", page === undefined ? "none" : shownPath(page)),
    "",
    styled("dim", "  Look closer:", isOn),
    ...lookCloser(summary, dataDir).map((command) => styled("dim", `    ${command}`, isOn)),
    ...(digestLines.length === 0 ? [] : ["", styled("bold", "Digest", isOn)]),
    ...digestLines.flatMap((line) => hanging("  ", line, terminal)),
    ...(page === undefined ? [] : ["", `  ${shownPath(page)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

const LABEL_COLUMNS = 13;

/** `38 sent (4 rang at night, 20 by day), 2 unreachable`, whatever the channel. */
function notificationsText({ notifications = {}, rings = {} }: Summary["counts"]): string {
  const { sent = 0, ...others } = notifications;
  const rang = [`${rings["at-night"] ?? 0} rang at night`, `${rings["by-day"] ?? 0} by day`];
  return [`${sent} sent (${rang.join(", ")})`, ...reasons(others)].join(", ");
}

/** Why on-call has told nobody, or not yet; of a verdict that told somebody the notification is counted. */
function notTold(verdicts: Readonly<Record<string, number>> = {}): readonly string[] {
  const told: readonly string[] = tellReasons;
  return reasons(Object.fromEntries(Object.entries(verdicts).filter(([reason]) => !told.includes(reason))));
}

function openText({ open }: Summary, isOn: boolean): string {
  return severities
    .toReversed()
    .map((severity) => styled(severityStyles[severity], `${open[severity]} ${severity}`, isOn))
    .join("  ");
}

function lookCloser({ deadLetters }: Summary, dataDir: string | undefined): readonly string[] {
  const commands = ["alerts list", "digest", ...(deadLetters.length > 0 ? ["dlq list"] : [])];
  const place = dataDir === undefined ? "" : ` --data-dir ${shownPath(dataDir)}`;
  return [...commands.map((command) => `npx tocsin ${command}${place}`), "npx tocsin explain FILE"];
}

/** Equal ones on one line, the most frequent first. */
function grouped(deadLetters: Summary["deadLetters"]): readonly string[] {
  const groups = Map.groupBy(deadLetters, ({ queue, reason }) => `${queue}: ${plain(reason, 160)}`);
  return [...groups].sort(([, a], [, b]) => b.length - a.length).map(([text, alike]) => `${alike.length} × ${text}`);
}

function reasons(counted: Readonly<Record<string, number>> | undefined): readonly string[] {
  return Object.entries(counted ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([reason, number]) => `${number} ${reason}`);
}
