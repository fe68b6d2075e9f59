/** Alerts and their histories, for tests: a history is a list of steps in time, and gives the log and the final alert. */
import type { Severity } from "@tocsin/core/alert/severity";
import { type AlertView, listedOf, type Status, standingOf } from "@tocsin/core/alert/view";
import { type AccountEntry, createDirectory, type Directory } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weekOf } from "@tocsin/core/event/week";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { type Heard, heardOf, transition } from "@tocsin/core/transition/transition";
import { buildReports } from "../report/build.ts";
import type { AlertRow, Report } from "../report/format.ts";
import type { DigestInput, Readable, WeekEntry } from "../report/input.ts";

export function alertView(changes: Partial<AlertView> = {}): AlertView {
  return {
    id: "3f2a9c0d51e84b7796aa0c1d2e3f4a5b",
    condition: "threat",
    status: "OPEN",
    severity: "MEDIUM",
    partition: "aws",
    account: "048576123456",
    region: "eu-west-1",
    resource: "i-0a1b2c3d4e5f60718",
    title: "A bitcoin tool talks to its pool",
    summary: "It has done so for an hour.",
    remedy: "Isolate the instance. Find out how it came there.",
    firstSeenAt: "2026-11-10T08:00:00.000Z" as Instant,
    lastSeenAt: "2026-11-10T08:00:00.000Z" as Instant,
    reporters: ["guardduty"],
    attributes: {},
    ...changes,
  };
}

/** How the alert stands from `at` on. */
export interface Step {
  readonly at: Instant;
  readonly status: Status;
  readonly severity: Severity;
  /** When a decision ends. */
  readonly until?: Instant | undefined;
  /** The change is not news: it was there before. */
  readonly quiet?: boolean | undefined;
  /** The alert's title from then on. */
  readonly title?: string | undefined;
  /** The decision that a person made. */
  readonly decides?: "acknowledge" | "resolve" | undefined;
}

export interface History {
  readonly entries: readonly WeekEntry[];
  /** The alert as it stands after the last step. */
  readonly view: AlertView;
}

/** What the core would write for these steps of the alert that `base` describes. */
export function historyOf(base: AlertView, steps: readonly Step[]): History {
  const entries: WeekEntry[] = [];
  let before: AlertView | undefined;
  let heard: Heard | undefined;
  for (const [i, step] of steps.entries()) {
    const view = viewAt(base, step);
    const decision = step.decides && { kind: step.decides, at: step.at, by: "ada", why: "known" };
    const changed = transition(heard, view, decision);
    if (changed)
      entries.push({
        alertId: view.id,
        version: i + 1,
        at: step.at,
        saidAt: step.at,
        ...changed,
        quiet: step.quiet ?? false,
        from: before && standingOf(before),
        to: standingOf(view),
        worst: heardOf(view, heard).worst,
        view: listedOf(view),
      });
    before = view;
    heard = heardOf(view, heard);
  }
  return { entries, view: before ?? { ...base, status: "RESOLVED" } };
}

/** As the core shows it: a resolved alert has neither a severity nor a deadline. */
function viewAt(base: AlertView, { at, status, severity, until, title = base.title }: Step): AlertView {
  const isDecided = status === "ACKNOWLEDGED" || status === "SUPPRESSED";
  const decided = isDecided ? { by: "ada", at, why: "known", until } : undefined;
  const view: AlertView = { ...base, title, status, severity, decided, lastSeenAt: at };
  return status === "RESOLVED" ? { ...view, severity: "INFORMATIONAL", deadline: undefined } : view;
}

/** The values as a table gives them. */
export async function* inTurn<T>(values: readonly T[]): AsyncIterable<Readable<T>> {
  for (const value of values) yield { ok: true, value };
}

/** @throws Error for a policy that is refused. */
export function policyOf(written: Readonly<Record<string, unknown>>): Policy {
  const parsed = parsePolicy(written);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}

export function directoryOf(entries: Readonly<Record<string, Partial<AccountEntry>>>): Directory {
  const complete = Object.entries(entries).map(
    ([account, entry]) => [account, { environment: "unknown", tags: {}, ...entry }] as const,
  );
  return createDirectory("1", new Map(complete));
}

const parts = [0, 1, 2];

/** The input of a digest of these histories: parts of the table, to which alerts belong by their ids. */
export function inputOf(
  histories: readonly History[],
  given: Pick<DigestInput, "week" | "now"> & Partial<DigestInput>,
): DigestInput {
  const ofPart = (part: number) =>
    histories.filter(({ view: { id } }) => (id.codePointAt(id.length - 1) ?? 0) % parts.length === part);
  return {
    scope: "prod",
    place: "--stage prod",
    editions: [],
    policy: policyOf({}),
    directory: directoryOf({}),
    mode: "live",
    parts: parts.map((part) => ({
      open: inTurn(ofPart(part).flatMap(({ view }) => (view.status === "RESOLVED" ? [] : [listedOf(view)]))),
      log: (week: Week) =>
        inTurn(
          ofPart(part)
            .flatMap(({ entries }) => entries)
            .filter(({ at }) => weekOf(at) === week)
            .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
        ),
    })),
    cells: inTurn([]),
    silences: [],
    notified: inTurn([]),
    failing: [],
    details: async (ids) =>
      new Map(histories.flatMap(({ view }) => (ids.includes(view.id) ? [[view.id, view] as const] : []))),
    ...given,
  };
}

export interface Built {
  readonly reports: readonly Report[];
  readonly organization: Report;
  readonly rows: readonly { readonly row: AlertRow; readonly editions: readonly number[] }[];
}

export async function built(input: DigestInput): Promise<Built> {
  const rows: { row: AlertRow; editions: readonly number[] }[] = [];
  const reports = await buildReports(input, (row, editions) => rows.push({ row, editions }));
  const [organization] = reports;
  if (organization === undefined) throw new Error("there is no report");
  rows.sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  return { reports, organization, rows };
}
