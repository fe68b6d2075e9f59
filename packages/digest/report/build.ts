/**
 * The reports of a week: the organization's, and one for each edition that is wanted. The table is read once for all of them, one
 * part after the other: memory grows with the largest part and with the week's places, problems and lists.
 */
import {
  earlier,
  epochOf,
  type Instant,
  instantOfEpoch,
  MILLISECONDS_PER_DAY,
  shift,
} from "@tocsin/core/event/instant";
import { boundsOf, type Week, weeksFrom } from "@tocsin/core/event/week";
import { plain } from "@tocsin/core/text/text";
import { targetsOf } from "@tocsin/oncall/target/targets";
import { type AlertQuarter, movements, type Quarter, readAlertQuarters } from "./alert-quarter.ts";
import { type EditionProblems, problemsOf, reportOf, type WholeWeek } from "./edition-report.ts";
import { type AlertRow, type Report, WEEKS_SHOWN } from "./format.ts";
import { houseOf, type Notifications, readNotified } from "./house.ts";
import type { DigestInput, EditionWanted } from "./input.ts";
import { createPlaceBook, isIn, type Place } from "./place.ts";
import { keyOf, problemOf } from "./problem.ts";
import { shownOf, viewOf } from "./shown-alert.ts";
import { tallySilences } from "./silences.ts";
import { addAlert, emptyTally, ofName, type PlaceTally } from "./tally/place-tally.ts";
import { ranked } from "./tally/ranked.ts";
import { compareText, type StandingAlert, standingAlert } from "./tally/standing-alert.ts";
import { readCoverage } from "./trust.ts";

const SCOPE_LIMIT = 80;
const WEEK_MILLISECONDS = 7 * MILLISECONDS_PER_DAY;

/**
 * Builds the organization's report, and then one for each edition that `input` wants, in that order. The numbers of a past week do not
 * change with later events, as far as the log tells (`alert-quarter.ts`, `trust.ts`). `onRow` receives every alert that is open at
 * the end or moved in the week, with the indexes of its editions among the reports.
 * @throws RangeError when there is no such week, or it has not begun.
 */
export async function buildReports(
  input: DigestInput,
  onRow: (row: AlertRow, editions: readonly number[]) => void,
): Promise<readonly Report[]> {
  const { policy, directory } = input;
  const quarter = quarterOf(input.week, input.now);
  const asOf = earlier(quarter.end, input.now);
  const lapsesBy = shift(quarter.end, WEEK_MILLISECONDS);
  const bounds = { asOf, lapsesBy, timezone: policy.timezone, slaDays: policy.digest.slaDays, start: quarter.start };
  const editions = editionsOf(input);
  const unreadable = ranked<string>(compareText);
  const onUnreadable = ({ message }: Error) => unreadable.add(message);
  const coverage = await readCoverage(input.cells, bounds, directory, policy, onUnreadable);
  const notifications = await readNotified(
    input.notified,
    { start: quarter.start, end: asOf === quarter.end ? asOf : shift(asOf, 1) },
    policy.timezone,
    onUnreadable,
  );
  const silences = tallySilences(input.silences, policy.silences, asOf, lapsesBy);
  const places = createPlaceBook(directory);
  const tallies = new Map<Place, PlaceTally>();
  const editionsAt = new Map<Place, readonly number[]>();
  let leftToDigest = 0;
  let firstLoggedWeek = quarter.weeks.length;
  for (const part of input.parts) {
    for (const alert of await readAlertQuarters(quarter, part, places, onUnreadable)) {
      const standing = standingAlert(alert, bounds);
      const tally = ofName(tallies, alert.place, () => emptyTally(alert.place, quarter.weeks.length));
      addAlert(tally, alert, standing, bounds);
      firstLoggedWeek = Math.min(firstLoggedWeek, alert.firstWeek);
      if (standing !== undefined && silences.add(standing)) tally.silenced += 1;
      if (isLeftToDigest(alert, input, asOf)) leftToDigest += 1;
      noteIn(notifications, alert);
      const row = rowOf(alert, standing, input);
      const own = ofName(editionsAt, alert.place, () => placesAmong(editions, alert.place));
      if (row !== undefined) onRow(row, own);
    }
  }
  const all = [...tallies.values()];
  const problems = editions.map((wanted) => problemsOf(wanted, all));
  const week: WholeWeek = {
    input: { ...input, scope: plain(input.scope, SCOPE_LIMIT) },
    quarter,
    bounds,
    tallies: all,
    coverage,
    unreadable,
    silences: silences.lapsing(),
    firstHeardAt: firstOf(coverage.firstHeardAt, boundsOf(quarter.weeks[firstLoggedWeek] ?? "")?.start),
    remedies: await remediesOf(problems, input.details),
  };
  const reports = problems.map((one) => reportOf(one, week));
  const [organization, ...others] = reports;
  if (organization === undefined) throw new Error("there is no edition of the organization");
  const house = houseOf(input, notifications, {
    asOf,
    end: quarter.end,
    leftToDigest,
    transitions: all.reduce((sum, { entries }) => sum + entries, 0),
    silentEditions: others.flatMap(({ edition, ...report }) =>
      edition.kind !== "organization" && hasNothingToSay(report) ? { kind: edition.kind, name: edition.name } : [],
    ),
  });
  return [{ ...organization, house }, ...others];
}

/** An edition with nothing open, nothing that moved in the week, and data from each of its accounts and cells. */
export function hasNothingToSay({ verdict }: Pick<Report, "verdict">): boolean {
  return verdict.isCalm && !hasAlerts({ verdict });
}

/** Whether anything is open or moved in the week. */
export function hasAlerts({ verdict }: Pick<Report, "verdict">): boolean {
  return verdict.openBefore + verdict.baseline + verdict.opened + verdict.reopened + verdict.open > 0;
}

function quarterOf(week: Week, now: Instant): Quarter {
  const bounds = boundsOf(week);
  if (!bounds) throw new RangeError(`not a week: ${JSON.stringify(week)}`);
  if (now < bounds.start) throw new RangeError(`week ${week} has not begun`);
  const first = instantOfEpoch(Math.max(0, epochOf(bounds.start) - (WEEKS_SHOWN - 1) * WEEK_MILLISECONDS));
  return { ...bounds, now, weeks: weeksFrom(first, bounds.start) };
}

/** The organization's edition first, in the time zone that is wanted, or else the policy's. */
function editionsOf({ editions, policy }: DigestInput): readonly EditionWanted[] {
  const organization = editions.find(({ edition }) => edition.kind === "organization");
  return [
    organization ?? { edition: { kind: "organization" }, timezone: policy.digest.timezone },
    ...editions.filter(({ edition }) => edition.kind !== "organization"),
  ];
}

function placesAmong(editions: readonly EditionWanted[], place: Place): readonly number[] {
  return editions.flatMap(({ edition }, i) => (isIn(edition, place) ? [i] : []));
}

function firstOf(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : earlier(a, b);
}

/** The alerts by which the problems to do first are named. */
async function remediesOf(
  problems: readonly EditionProblems[],
  details: DigestInput["details"],
): Promise<ReadonlyMap<string, string>> {
  const ids = problems.flatMap(({ first }) => first.flatMap(({ members: [named] }) => named?.facts.id ?? []));
  if (ids.length === 0) return new Map();
  const views = await details([...new Set(ids)]);
  return new Map([...views].map(([id, { remedy }]) => [id, remedy]));
}

/** Matches only the fields that lists show: a route that asks for more, such as an attribute, does not take the alert here. */
function isLeftToDigest(
  { facts, moved, atEnd, worst }: AlertQuarter,
  { policy }: Pick<DigestInput, "policy">,
  asOf: Instant,
): boolean {
  if (facts === undefined || moved.opened + moved.reopened === 0) return false;
  const view = viewOf(facts, atEnd?.status ?? "RESOLVED", worst);
  return targetsOf({ view, worst }, policy, asOf).length === 0;
}

/** Matches any title that the alert had in the week. */
function noteIn(notifications: Notifications, { facts, entries, otherTitles, isDecided }: AlertQuarter): void {
  if (facts === undefined || entries === 0) return;
  const { id } = facts;
  for (const title of new Set([facts.title, ...otherTitles])) notifications.note({ id, title }, isDecided);
}

function rowOf(alert: AlertQuarter, standing: StandingAlert | undefined, input: DigestInput): AlertRow | undefined {
  const { facts, place, moved, openedAt, worst } = alert;
  const happened = movements.filter((movement) => moved[movement] > 0);
  if (facts === undefined || (standing === undefined && happened.length === 0)) return undefined;
  const status = standing?.status ?? "RESOLVED";
  return {
    ...shownOf(facts, place, status, standing?.severity ?? worst, input),
    ...(place.ou !== undefined && { ou: place.ou }),
    status,
    openedAt,
    firstSeenAt: facts.firstSeenAt,
    deadline: facts.deadline,
    problem: standing?.key ?? keyOf(problemOf({ ...facts, owner: place.owner }, input.policy.timezone)),
    moved: happened,
    ...(status === "ACKNOWLEDGED" && facts.decided !== undefined && { acknowledgedBy: facts.decided.by }),
    command: `npx tocsin alerts show ${facts.id} ${input.place}`.trimEnd(),
  };
}
