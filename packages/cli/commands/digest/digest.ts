/** `tocsin digest`: an edition of a week's digest: as it was stored, or, where nothing was, as the function would build it now. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createDigestReviews, latestReview } from "@tocsin/aws/digests/digest-reviews";
import { stageOptions } from "@tocsin/aws/names";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { shownAuthor } from "@tocsin/core/alert/decision";
import { UNOWNED } from "@tocsin/core/directory/owner";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weekBefore, weekOf } from "@tocsin/core/event/week";
import { shellWord } from "@tocsin/core/text/shell-word";
import { plain } from "@tocsin/core/text/text";
import { editionId } from "@tocsin/digest/editions/editions";
import { renderMail } from "@tocsin/digest/render/mail/mail";
import { renderHtml } from "@tocsin/digest/render/page/page";
import { folderOf } from "@tocsin/digest/render/report-files";
import { renderSlack } from "@tocsin/digest/render/slack";
import { renderText } from "@tocsin/digest/render/text/text";
import { hasAlerts } from "@tocsin/digest/report/build";
import type { Edition, Report } from "@tocsin/digest/report/format";
import { digestInput } from "@tocsin/lambda/handlers/digest/digest-input";
import { builtReports, csvKeyOf, frozenReport, isFinal, pageFiles } from "@tocsin/lambda/handlers/digest/frozen";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { confirm } from "../../output/confirm.ts";
import { CommandError, exitCodes, shownPath, type Terminal } from "../../output/terminal.ts";
import { type ReportsReader, withReports } from "../../stack/open-reports.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, type RunRecord, recordFor } from "../../stack/run-record.ts";
import { UNNAMED_SCOPE } from "../../stack/scope.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { sendDigest } from "./send.ts";

export const digestFormats = ["text", "html", "mail", "csv", "json", "slack"] as const;

export interface DigestOptions extends TableOptions, StageTableOptions {
  readonly week?: Week;
  readonly owner?: string;
  readonly ou?: string;
  readonly account?: string;
  readonly format: (typeof digestFormats)[number];
  /** The same as the format `json`. */
  readonly json?: boolean;
  readonly out?: string;
  readonly scope?: string;
  readonly send?: boolean;
  readonly yes?: boolean;
}

/** A report with its rows, as they are stored or would be. */
interface Shown {
  readonly report: Report;
  readonly json: string;
  /** A report of before there were rows has none. */
  readonly csv: string | undefined;
}

export async function digest(given: DigestOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const edition = editionIn(options);
  const record = await recordFor(options);
  const now = nowBy(record);
  if (options.send) return send(options, edition, now, terminal);
  const { shown, note } = await withOpenTable(options, terminal, async (table) => {
    // Of a stage, that of which people were sent the digest.
    const week = options.week ?? (options.stage === undefined ? await latestWeek(table, now) : weekBefore(weekOf(now)));
    if (weekOf(now) < week) throw new CommandError(notBegun(week, now), exitCodes.refused);
    const report = await withReports(
      options,
      async (reports) =>
        (await stored(week, edition, reports)) ?? built(week, edition, { options, record, now, table, terminal }),
    );
    return { shown: report, note: await reviewNote(table, week, placeOf(options, table)) };
  });
  if (options.out !== undefined) {
    const paths = await writeShown(shown, options.out);
    if (shown.csv === undefined) terminal.stderr.write(`${withoutRows(shown.report)}: alerts.csv is left out\n`);
    terminal.stdout.write(listed(paths, options.json === true));
  } else terminal.stdout.write(rendered(shown, options.json ? "json" : options.format));
  if (options.out === undefined && options.json !== true && options.format === "text")
    terminal.stderr.write(`${note}\n`);
  return exitCodes.ok;
}

export function notBegun(week: Week, now: Instant): string {
  return `week ${week} has not begun: it is ${weekOf(now)}`;
}

/** @throws CommandError */
function editionIn({ owner, ou, account }: DigestOptions): Edition {
  const given = [
    ...(owner === undefined ? [] : [{ kind: "owner" as const, name: owner }]),
    ...(ou === undefined ? [] : [{ kind: "ou" as const, name: ou }]),
    ...(account === undefined ? [] : [{ kind: "account" as const, name: account }]),
  ];
  if (given.length > 1)
    throw new CommandError(
      "an edition is of one owner, organizational unit or account: name one of them",
      exitCodes.usage,
    );
  return given[0] ?? { kind: "organization" };
}

async function send(options: DigestOptions, edition: Edition, now: Instant, terminal: Terminal): Promise<number> {
  if (options.stage === undefined)
    throw new CommandError(
      "--send is for a deployed stage: name it with --stage. A run writes the digest of its last week when it ends",
      exitCodes.usage,
    );
  const week = options.week ?? weekBefore(weekOf(now));
  await confirm(
    `send the digest of ${week} (${plain(editionId(edition), NAME_LIMIT)}) to its channels`,
    options,
    terminal,
  );
  return sendDigest({ ...options, stage: options.stage, week, edition: editionId(edition) }, terminal);
}

const NAME_LIMIT = 200;

/** Of a week that is over: one that was stored before is as of then, and says less than there is. */
async function stored(week: Week, edition: Edition, reports: ReportsReader): Promise<Shown | undefined> {
  const frozen = await frozenReport(week, edition, reports);
  if (frozen === undefined || !isFinal(frozen.report)) return undefined;
  const csv = await reports.get(csvKeyOf(frozen.report));
  return { ...frozen, csv };
}

interface Building {
  readonly options: DigestOptions;
  readonly record: RunRecord | undefined;
  readonly now: Instant;
  readonly table: Table;
  readonly terminal: Terminal;
}

async function built(
  week: Week,
  edition: Edition,
  { options, record, now, table, terminal }: Building,
): Promise<Shown> {
  const report = ({ problem }: { readonly problem: string }) => terminal.stderr.write(`${plain(problem, 500)}\n`);
  const unsaidMode = options.stage === undefined ? "live" : "learning";
  const world = await createWorldSource({ table, unsaidMode, now: systemNow, report }).world();
  const scope = options.scope ?? record?.scope ?? UNNAMED_SCOPE;
  const { timezone, editions } = world.policy.digest;
  const planned = editions.find(
    (one) => edition.kind !== "organization" && one.kind === edition.kind && one.name === edition.name,
  );
  const before = weekBefore(week);
  const review = await latestReview(createDigestReviews(table), before);
  const input = await digestInput({
    ...{ table, world, week, now, scope, place: placeOf(options, table) },
    reviewed: review && { week: before, ...review, by: shownAuthor(review.by) },
    editions: [{ edition, timezone: planned?.timezone ?? timezone }],
  });
  const reports = await builtReports(input);
  const wanted = reports.at(edition.kind === "organization" ? 0 : 1);
  const [organization] = reports;
  if (wanted === undefined || organization === undefined) throw new Error("the edition was not built");
  if (planned === undefined && isUnknown(wanted.report))
    throw new CommandError(unknownEdition(wanted.report, organization.report), exitCodes.refused);
  return { ...wanted, csv: Buffer.from(wanted.csv).toString("utf8") };
}

/** Neither an account nor an alert is its own: a name that was mistyped would else have the calmest of weeks. */
function isUnknown(report: Report): boolean {
  const { edition, trust } = report;
  if (edition.kind === "organization" || (edition.kind === "owner" && edition.name === UNOWNED)) return false;
  return trust.accounts.known + trust.cells.known === 0 && !hasAlerts(report);
}

const NAMES_SHOWN = 5;

function unknownEdition({ edition, week }: Report, organization: Report): string {
  if (edition.kind === "organization") return "";
  const nouns = { owner: "owner", ou: "unit", account: "account" } as const;
  const { lines, more } = { owner: organization.byOwner, ou: organization.byOu, account: organization.byAccount }[
    edition.kind
  ];
  const names = lines.flatMap(({ name }) => name ?? []);
  const left = more + names.length - Math.min(names.length, NAMES_SHOWN);
  const known = [...names.slice(0, NAMES_SHOWN), ...(left > 0 ? [`${left} more`] : [])].join(", ");
  const others = known === "" ? "" : `; those with alerts are ${known}`;
  return plain(`the ${nouns[edition.kind]} ${edition.name} has no account and no alert in ${week}${others}`, 500);
}

/** The options with which a command reads the same table. */
function placeOf({ stage, dataDir, dynamodbEndpoint }: DigestOptions, { tableName }: Table): string {
  if (stage !== undefined) return stageOptions(stage, tableName);
  if (dynamodbEndpoint !== undefined) return `--dynamodb-endpoint ${shellWord(dynamodbEndpoint)}`;
  return dataDir === ".tocsin/last" ? "" : `--data-dir ${shellWord(shownPath(dataDir))}`;
}

async function reviewNote(table: Table, week: Week, place: string): Promise<string> {
  const review = await latestReview(createDigestReviews(table), week);
  if (review === undefined)
    return `Nobody has said that they have read it: ${`npx tocsin digest reviewed ${week} --note "…" ${place}`.trimEnd()}`;
  return plain(`Read by ${review.by} at ${review.at}: ${review.note}`, 500);
}

function listed(paths: readonly string[], asJson: boolean): string {
  return asJson ? `${JSON.stringify(paths)}\n` : paths.map((path) => `${shownPath(path)}\n`).join("");
}

/** Writes every rendering below `directory`; gives their paths. */
async function writeShown({ report, json, csv }: Shown, directory: string): Promise<readonly string[]> {
  const folder = folderOf(report);
  const files = [
    { key: `${folder}/report.json`, body: json },
    ...pageFiles(report),
    ...(csv === undefined ? [] : [{ key: csvKeyOf(report), body: csv }]),
  ];
  const paths: string[] = [];
  for (const { key, body } of files) {
    const path = join(directory, key);
    await writtenInto(directory, async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
    });
    paths.push(path);
  }
  return paths;
}

/** @throws CommandError */
async function writtenInto(directory: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const why = ["EEXIST", "ENOTDIR"].includes(String(error.code))
      ? "is no directory"
      : `cannot be written to (${error.code})`;
    throw new CommandError(`--out ${shownPath(directory)} ${why}: name another directory`, exitCodes.usage);
  }
}

function withoutRows({ week }: Report): string {
  return `the report of ${week} was written by a version that kept no rows`;
}

function rendered({ report, json, csv }: Shown, format: DigestOptions["format"]): string {
  switch (format) {
    case "text":
      return renderText(report);
    case "html":
      return renderHtml(report);
    case "mail":
      return renderMail(report);
    case "csv":
      if (csv === undefined)
        throw new CommandError(`${withoutRows(report)}: ask for another format`, exitCodes.refused);
      return csv;
    case "json":
      return json;
    case "slack":
      return `${JSON.stringify(renderSlack(report), undefined, 2)}\n`;
    default:
      return format satisfies never;
  }
}

/** Ten years. A table in which nothing has happened for as long has nothing to report. */
const WEEKS_LOOKED_THROUGH = 522;

/** The latest week in which anything happened, as the events of a run may lie in the past. */
async function latestWeek(table: Table, now: Instant): Promise<Week> {
  const alerts = createAlertsReader(table);
  let week = weekOf(now);
  for (let i = 0; i < WEEKS_LOOKED_THROUGH; i += 1, week = weekBefore(week)) {
    for await (const _ of alerts.logOfWeek(week)) return week;
  }
  throw new CommandError(`nothing has happened since ${week}: name the week with --week`, exitCodes.refused);
}
