/** Makes the report's lines about alerts and problems. */
import { conditions } from "@tocsin/core/alert/condition";
import type { Severity } from "@tocsin/core/alert/severity";
import type { Directory } from "@tocsin/core/directory/directory";
import { UNOWNED } from "@tocsin/core/directory/owner";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { type AlertLine, type Change, MEMBERS_LIMIT, type Problem, type Report } from "./format.ts";
import type { ProblemKind } from "./problem.ts";
import { type Showing, shownOf } from "./shown-alert.ts";
import { type PlaceTally, sumOf } from "./tally/place-tally.ts";
import type { ProblemCell } from "./tally/problem-cell.ts";
import { rankedFrom } from "./tally/ranked.ts";
import { compareAlerts, compareText, type StandingAlert } from "./tally/standing-alert.ts";

/** What every line needs. */
export interface Shown extends Showing {
  /** The remedy of an alert by its id, if its own view has one. */
  readonly remedies: ReadonlyMap<string, string>;
  /** The places that belong to the edition. */
  readonly tallies: readonly PlaceTally[];
}

/** Whole days between two instants. */
export function wholeDays(a: Instant, b: Instant): number {
  return Math.floor(Math.abs(epochOf(a) - epochOf(b)) / MILLISECONDS_PER_DAY);
}

export function alertLine({ facts, place, status, severity }: StandingAlert, shown: Shown): AlertLine {
  return { ...shownOf(facts, place, status, severity, shown), status };
}

export function lateLine(alert: StandingAlert, shown: Shown): Report["sla"]["late"]["lines"][number] {
  const { openedAt, overDays = 0 } = alert;
  if (openedAt === undefined) throw new Error(`alert ${alert.facts.id} is late and was never opened`);
  return { ...alertLine(alert, shown), openedAt, overDays };
}

/** The line of a problem that is to be done first, with its open alerts. */
export function problemLine(cell: ProblemCell, shown: Shown): Problem {
  const { open, worst = "INFORMATIONAL", reason } = cell;
  if (reason === undefined) throw new Error(`nothing of the problem ${cell.key} is to be done first`);
  const lines = namedOf(cell, shown).map((alert) => alertLine(alert, shown));
  return {
    ...problemEntriesOf(cell, shown, worst),
    accounts: accountsOf(cell, shown, ({ open: openThere }) => openThere > 0),
    members: { lines, more: open - lines.length, elsewhere: 0 },
    because: reason,
  };
}

/** The worst alert of each owner comes first, since each reader looks for their own; then the worst of the others. */
function namedOf({ key, members }: ProblemCell, { tallies }: Shown): readonly StandingAlert[] {
  const byOwner = Map.groupBy(
    tallies.flatMap(({ problems }) => problems.get(key)?.members ?? []),
    ({ place }) => place.owner,
  );
  const worstOfEach = [...byOwner.values()].flatMap((own) => own.toSorted(compareAlerts).slice(0, 1));
  return [...new Set([...worstOfEach.sort(compareAlerts), ...members])].slice(0, MEMBERS_LIMIT).sort(compareAlerts);
}

/** @param members open alerts of the problem that moved in the week and are named. @param elsewhere how many of its alerts have a line of their own. */
export function changeOf(
  cell: ProblemCell,
  members: readonly StandingAlert[],
  elsewhere: number,
  shown: Shown,
): Change {
  const { moved, movedOpen, worst, worstMoved = "INFORMATIONAL", ended } = cell;
  return {
    ...problemEntriesOf(cell, shown, worst ?? worstMoved),
    accounts: accountsOf(cell, shown, () => true),
    members: {
      lines: members.map((alert) => alertLine(alert, shown)),
      more: movedOpen - members.length - elsewhere,
      elsewhere,
    },
    ...(members.length === 0 &&
      ended !== undefined && { ended: { id: ended.id, ...(ended.link !== undefined && { link: ended.link }) } }),
    ...moved,
  };
}

function problemEntriesOf(cell: ProblemCell, shown: Shown, severity: Severity) {
  const { key, open, deadline, members } = cell;
  const condition = members[0]?.facts.condition ?? cell.condition;
  return {
    key,
    title: titleOf(cell, shown.directory),
    condition,
    severity,
    open,
    ...ownersOf(cell, shown),
    ...(deadline !== undefined && { deadline }),
    remedy: firstSteps((members[0] && shown.remedies.get(members[0].facts.id)) ?? conditions[condition].remedy),
    doneWhen: conditions[condition].ends,
  };
}

/** The title of a single alert; of several, what they have in common. */
function titleOf({ problem, members, open, ended, key }: ProblemCell, directory: Directory): string {
  const [only] = members;
  if (open === 1 && only !== undefined) return only.facts.title;
  return commonTitle(problem, directory) ?? ended?.title ?? key;
}

function commonTitle(problem: ProblemKind, directory: Directory): string | undefined {
  switch (problem.kind) {
    case "vulnerability":
      return problem.cve;
    case "deadlines":
      return `${problem.owner === UNOWNED ? "Unowned deadlines" : `Deadlines of ${problem.owner}`} on ${problem.day}`;
    case "condition":
      return `${conditions[problem.condition].label} in ${directory.of(problem.account).name ?? problem.account}`;
    default:
      return problem satisfies never;
  }
}

const STEPS_LIMIT = 2;

/** Shows as many steps as people take in at a glance, a line each; the alert's own page has the rest. */
function firstSteps(remedy: string): string {
  return remedy
    .split(/(?<=[.!?])\s+(?=[A-Z])/u)
    .slice(0, STEPS_LIMIT)
    .join("\n");
}

/** Owners by the number of their open alerts; of a problem that is over, the owner that it had. */
function ownersOf(cell: ProblemCell, { tallies }: Shown): Pick<Problem, "owners" | "unowned"> {
  const byOwner = new Map<string | undefined, number>();
  for (const { place, problems } of tallies) {
    const there = problems.get(cell.key);
    const isMeant = there !== undefined && (there.open > 0 || (cell.open === 0 && sumOf(there.moved) > 0));
    if (isMeant) byOwner.set(place.owner, (byOwner.get(place.owner) ?? 0) + there.open);
  }
  const owners = [...byOwner].flatMap(([name, open]) => (name === undefined ? [] : { name, open }));
  return {
    owners: rankedFrom(owners, (a, b) => b.open - a.open || compareText(a.name, b.name)),
    unowned: byOwner.get(undefined) ?? 0,
  };
}

function accountsOf(cell: ProblemCell, { tallies }: Shown, isCounted: (there: ProblemCell) => boolean): number {
  const accounts = tallies.filter(({ problems }) => {
    const there = problems.get(cell.key);
    return there !== undefined && isCounted(there);
  });
  return new Set(accounts.map(({ place }) => place.account)).size;
}
