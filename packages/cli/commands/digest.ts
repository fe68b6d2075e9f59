/** `tocsin digest`: the digest of a week from the table, as the function writes it. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AlertsReader } from "@tocsin/aws/alerts-reader";
import { type Instant, instantOfEpoch } from "@tocsin/core/instant";
import { boundsOf, type Week, weekBefore, weekOf } from "@tocsin/core/week";
import { reportFiles } from "@tocsin/digest/files";
import { renderHtml } from "@tocsin/digest/html";
import { buildReport, type Report } from "@tocsin/digest/report";
import { renderText } from "@tocsin/digest/text";
import { type TableOptions, withAlerts } from "../open-table.ts";
import { CommandError, exitCodes, type Terminal } from "../terminal.ts";

interface DigestOptions extends TableOptions {
  readonly week?: Week;
  readonly format: "text" | "html" | "json";
  readonly out?: string;
  readonly scope: string;
}

export async function digest(options: DigestOptions, terminal: Terminal): Promise<number> {
  const now = instantOfEpoch(Date.now());
  const report = await withAlerts(options, terminal, async (alerts) => {
    const week = options.week ?? (await latestWeek(alerts, now));
    return buildReport({ week, now, scope: options.scope, open: alerts.open(), log: alerts.logOfWeek });
  });
  if (options.out === undefined) {
    terminal.stdout.write(rendered(report, options.format));
    return exitCodes.ok;
  }
  for (const path of await writeReport(report, options.out)) terminal.stdout.write(`${path}\n`);
  return exitCodes.ok;
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

/** A sample's week lies in the past: without a week named, the last in which anything happened is meant. */
async function latestWeek(alerts: AlertsReader, now: Instant): Promise<Week> {
  let week = weekOf(now);
  for (let i = 0; i < 60; i += 1, week = weekBefore(week)) {
    for await (const _ of alerts.logOfWeek(week)) return week;
  }
  const { start, end } = boundsOf(week) ?? { start: "", end: "" };
  throw new CommandError(`nothing happened since ${start || end}: name the week with --week`, exitCodes.refused);
}
