/**
 * A week's reports as they are stored. A report's data is stored once, before anything is made from it: everything shown or sent later is
 * made from the stored data, so that it is always the same.
 */
import type { ReportFile, Reports } from "@tocsin/aws/reports";
import type { Week } from "@tocsin/core/event/week";
import { editionId } from "@tocsin/digest/editions/editions";
import { csvHead, csvLine } from "@tocsin/digest/render/csv";
import { renderMail } from "@tocsin/digest/render/mail/mail";
import { renderHtml } from "@tocsin/digest/render/page/page";
import { readReport } from "@tocsin/digest/render/read-report";
import { folderOf, renderJson } from "@tocsin/digest/render/report-files";
import { renderSlack } from "@tocsin/digest/render/slack";
import { renderText } from "@tocsin/digest/render/text/text";
import { buildReports } from "@tocsin/digest/report/build";
import type { Edition, Report } from "@tocsin/digest/report/format";
import type { DigestInput } from "@tocsin/digest/report/input";

/** A stored report: its bytes, and its parsed content. */
export interface FrozenReport {
  readonly report: Report;
  readonly json: string;
}

export interface BuiltReport extends FrozenReport {
  readonly csv: Uint8Array;
}

/** The organization's first, then those that `input` wants, in order. @throws CallError; RangeError when there is no such week, or it has not begun. */
export async function builtReports(input: DigestInput): Promise<readonly BuiltReport[]> {
  const lines: Buffer[][] = [];
  const reports = await buildReports(input, (row, editions) => {
    const line = Buffer.from(csvLine(row));
    for (const edition of editions) {
      lines[edition] ??= [];
      lines[edition].push(line);
    }
  });
  return reports.map((report, i) => ({
    report,
    json: renderJson(report),
    csv: Buffer.concat([Buffer.from(csvHead), ...(lines[i] ?? [])]),
  }));
}

export function isFinal({ asOf, to }: Pick<Report, "asOf" | "to">): boolean {
  return asOf === to;
}

/** Stores what is not stored yet. For a week that is over, existing reports are not replaced, unless they were stored before its end. */
export async function freeze(built: readonly BuiltReport[], reports: Reports): Promise<void> {
  // The organization's is stored last: if it exists, the others do too.
  for (const one of built.toReversed()) {
    const [json, csv] = filesOf(one);
    const there = await frozenReport(one.report.week, one.report.edition, reports);
    if (there !== undefined && isFinal(there.report)) continue;
    const isReplaced = there !== undefined || !isFinal(one.report);
    const store = isReplaced ? reports.put : reports.putIfAbsent;
    // The rows are stored first: if the report exists, they do too.
    await store(csv);
    await store(json);
  }
}

function filesOf({ report, json, csv }: BuiltReport): readonly [ReportFile, ReportFile] {
  const folder = folderOf(report);
  return [
    { key: `${folder}/report.json`, body: json, contentType: "application/json; charset=utf-8" },
    { key: csvKeyOf(report), body: csv, contentType: "text/csv; charset=utf-8" },
  ];
}

/** The rows beside a report. */
export function csvKeyOf(report: Pick<Report, "week" | "edition">): string {
  return `${folderOf(report)}/alerts.csv`;
}

/** Of the data and of what people read. */
export function keysOf(report: Report): readonly string[] {
  const folder = folderOf(report);
  return ["report.json", "report.html", "report.txt", "mail.html", "slack.json", "alerts.csv"].map(
    (name) => `${folder}/${name}`,
  );
}

/** What people read of a report, made from the stored data. */
export function pageFiles(report: Report): readonly ReportFile[] {
  const folder = folderOf(report);
  const file = (name: string, body: string, type: string): ReportFile => ({
    ...{ key: `${folder}/${name}`, body, contentType: `${type}; charset=utf-8` },
  });
  return [
    file("report.html", renderHtml(report), "text/html"),
    file("report.txt", renderText(report), "text/plain"),
    file("mail.html", renderMail(report), "text/html"),
    file("slack.json", `${JSON.stringify(renderSlack(report), undefined, 2)}\n`, "application/json"),
  ];
}

/** @throws CallError; Error if the stored data cannot be read. */
export async function frozenReport(
  week: Week,
  edition: Edition,
  reports: Pick<Reports, "get">,
): Promise<FrozenReport | undefined> {
  const key = `${folderOf({ week, edition })}/report.json`;
  const json = await reports.get(key);
  if (json === undefined) return undefined;
  const parsed = readReport(json);
  if (!parsed.ok)
    throw new Error(`${key} (${editionId(edition)}) cannot be read: ${parsed.refusal.path} ${parsed.refusal.problem}`);
  return { report: parsed.value, json };
}
