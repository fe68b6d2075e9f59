/**
 * Every alert that is open or moved in the week, for a spreadsheet: RFC 4180, with CRLF line breaks. It begins with a byte order mark, without which Excel
 * reads UTF-8 in the machine's code page; a program that reads it skips the mark (`utf-8-sig` in Python).
 */
import { printable } from "@tocsin/core/text/text";
import type { AlertRow } from "../report/format.ts";

const BYTE_ORDER_MARK = "\ufeff";

const columns: readonly (readonly [string, (row: AlertRow) => string | undefined])[] = [
  ["id", ({ id }) => id],
  ["status", ({ status }) => status],
  ["severity", ({ severity }) => severity],
  ["condition", ({ condition }) => condition],
  ["title", ({ title }) => title],
  ["problem", ({ problem }) => problem],
  ["owner", ({ owner }) => owner],
  ["account", ({ account }) => account],
  ["account_name", ({ accountName }) => accountName],
  ["organizational_unit", ({ ou }) => ou],
  ["environment", ({ environment }) => environment],
  ["region", ({ region }) => region],
  ["resource", ({ resource }) => resource],
  ["first_seen_at", ({ firstSeenAt }) => firstSeenAt],
  ["opened_at", ({ openedAt }) => openedAt],
  ["deadline", ({ deadline }) => deadline],
  ["moved", ({ moved }) => moved.join(" ")],
  ["acknowledged_by", ({ acknowledgedBy }) => acknowledgedBy],
  ["console", ({ link }) => link],
  ["runbook", ({ runbook }) => runbook],
  ["command", ({ command }) => command],
];

/** The header line. */
export const csvHead = `${BYTE_ORDER_MARK}${columns.map(([name]) => name).join(",")}\r\n`;

/** The line of one alert. */
export function csvLine(row: AlertRow): string {
  return `${columns.map(([, cell]) => cellOf(cell(row) ?? "")).join(",")}\r\n`;
}

export function renderCsv(rows: Iterable<AlertRow>): string {
  const lines = [csvHead];
  for (const row of rows) lines.push(csvLine(row));
  return lines.join("");
}

/**
 * A spreadsheet takes a text that begins like a formula, even after spaces, for a formula: an apostrophe before it makes it a text.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
function cellOf(text: string): string {
  const line = printable(text);
  const inert = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(line) || /^[\t\r\n]/.test(text) ? `'${line}` : line;
  return /[",\r\n;']|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
