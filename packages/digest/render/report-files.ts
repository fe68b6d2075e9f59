/** The files of an edition as they are stored: the data and its renderings. */
import { hash } from "node:crypto";
import { parse, refusalText } from "@tocsin/core/text/parse";
import { type AlertRow, type Edition, type Report, reportSchema } from "../report/format.ts";
import { renderCsv } from "./csv.ts";
import { renderMail } from "./mail/mail.ts";
import { renderHtml } from "./page/page.ts";
import { renderSlack } from "./slack.ts";
import { renderText } from "./text/text.ts";

export interface ReportFile {
  readonly key: string;
  readonly body: string;
  readonly contentType: string;
}

/** All files of an edition. The same report and rows always give the same keys and the same bytes. */
export function reportFiles(report: Report, rows: Iterable<AlertRow>): readonly ReportFile[] {
  const folder = folderOf(report);
  const file = (name: string, body: string, type: string): ReportFile => ({
    key: `${folder}/${name}`,
    body,
    contentType: `${type}; charset=utf-8`,
  });
  return [
    file("report.json", renderJson(report), "application/json"),
    file("report.html", renderHtml(report), "text/html"),
    file("report.txt", renderText(report), "text/plain"),
    file("mail.html", renderMail(report), "text/html"),
    file("slack.json", `${JSON.stringify(renderSlack(report), undefined, 2)}\n`, "application/json"),
    file("alerts.csv", renderCsv(rows), "text/csv"),
  ];
}

/** The report as JSON, with its fields in the order of its schema. @throws RangeError for a report that could not be read again. */
export function renderJson(report: Report): string {
  const read = parse(reportSchema, report);
  if (!read.ok) throw new RangeError(`a report that does not fit its format: ${refusalText(read.refusal)}`);
  return `${JSON.stringify(read.value, undefined, 2)}\n`;
}

/** `digest/2026/W47` for the organization, and a folder such as `owner/team-web` below it for an edition. */
export function folderOf({ week, edition }: Pick<Report, "week" | "edition">): string {
  return ["digest", week.replace("-", "/"), ...partsOf(edition)].join("/");
}

function partsOf(edition: Edition): readonly string[] {
  return edition.kind === "organization" ? [] : [edition.kind, slugOf(edition.name)];
}

const READABLE = 40;

/**
 * A name as a part of a key; different names give different parts. A name of lower-case letters, digits and single dashes is kept; any other gets two
 * dashes and a hash, since the readable part can be the same for two names.
 */
export function slugOf(name: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length <= READABLE) return name;
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, READABLE);
  // Hashed as UTF-16, since UTF-8 has the same replacement for every lone surrogate.
  return `${readable}--${hash("sha256", Buffer.from(name, "utf16le"), "hex").slice(0, 16)}`;
}
