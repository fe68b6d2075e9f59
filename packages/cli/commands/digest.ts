/** `tocsin digest`: the digest of a week from the table, as the function writes it. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weekBefore, weekOf } from "@tocsin/core/event/week";
import { reportFiles } from "@tocsin/digest/render/files";
import { renderHtml } from "@tocsin/digest/render/html";
import { renderText } from "@tocsin/digest/render/text";
import { buildReport, type Report } from "@tocsin/digest/report/report";
import { CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { type TableOptions, withAlerts } from "../stack/open-table.ts";
import { nowBy, recordFor } from "../stack/run-record.ts";
import { UNNAMED_SCOPE } from "../stack/scope.ts";
import { type StageTableOptions, stageTable } from "../stack/stage-table.ts";

interface DigestOptions extends TableOptions, StageTableOptions {
  readonly week?: Week;
  readonly format: "text" | "html" | "json";
  /** The same as the format `json`. */
  readonly json?: boolean;
  readonly out?: string;
  readonly scope?: string;
}

export async function digest(given: DigestOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const record = await recordFor(options);
  const now = nowBy(record);
  const scope = options.scope ?? record?.scope ?? UNNAMED_SCOPE;
  const report = await withAlerts(options, terminal, async (alerts) => {
    const week = options.week ?? (await latestWeek(alerts, now));
    if (weekOf(now) < week) throw new CommandError(`week ${week} has not begun`, exitCodes.refused);
    return buildReport({ week, now, scope, parts: alerts.parts() });
  });
  terminal.stdout.write(
    options.out === undefined
      ? rendered(report, options.json ? "json" : options.format)
      : listed(await writeReport(report, options.out), options.json === true),
  );
  return exitCodes.ok;
}

function listed(paths: readonly string[], asJson: boolean): string {
  return asJson ? `${JSON.stringify(paths)}\n` : paths.map((path) => `${shownPath(path)}\n`).join("");
}

/** Writes every rendering below `directory`; gives their paths. */
async function writeReport(report: Report, directory: string): Promise<readonly string[]> {
  const files = reportFiles(report).map(({ key, body }) => ({ path: join(directory, key), body }));
  for (const { path, body } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  }
  return files.map(({ path }) => path);
}

function rendered(report: Report, format: DigestOptions["format"]): string {
  switch (format) {
    case "text":
      return renderText(report);
    case "html":
      return renderHtml(report);
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    default:
      return format satisfies never;
  }
}

/** Ten years. A table in which nothing has happened for as long has nothing to report. */
const WEEKS_LOOKED_THROUGH = 522;

/** The latest week in which anything happened, as the events of a run may lie in the past. */
async function latestWeek(alerts: AlertsReader, now: Instant): Promise<Week> {
  let week = weekOf(now);
  for (let i = 0; i < WEEKS_LOOKED_THROUGH; i += 1, week = weekBefore(week)) {
    for await (const _ of alerts.logOfWeek(week)) return week;
  }
  throw new CommandError(`nothing has happened since ${week}: name the week with --week`, exitCodes.refused);
}
