/** Alerts and their histories, for tests: a history is made of steps in time, and gives the log and the open alerts. */

import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { standingOf } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weekOf } from "@tocsin/core/event/week";
import { type LogEntry, sealed } from "@tocsin/core/transition/log-entry";
import { type Heard, heardOf, transition } from "@tocsin/core/transition/transition";
import type { Readable } from "../report/alert-week.ts";
import { buildReport, type Report } from "../report/report.ts";

export function sampleView(changes: Partial<AlertView> = {}): AlertView {
  return {
    id: "3f2a9c0d51e84b7796aa0c1d2e3f4a5b",
    condition: "certificate-expiry",
    status: "OPEN",
    severity: "MEDIUM",
    partition: "aws",
    account: "048576123456",
    region: "eu-west-1",
    resource: "arn:aws:acm:eu-west-1:048576123456:certificate/8f6c5a1e",
    title: "Certificate of www.example.com expires",
    summary: "The certificate has not been renewed.",
    remedy: "Renew it.",
    firstSeenAt: "2026-11-10T08:00:00.000Z" as Instant,
    lastSeenAt: "2026-11-10T08:00:00.000Z" as Instant,
    reporters: ["acm"],
    attributes: {},
    ...changes,
  };
}

/** From `at` on the alert stands so. */
export interface Step {
  readonly at: Instant;
  readonly status: Status;
  readonly severity: Severity;
  readonly stepDays?: number | undefined;
  /** A person decided; it is written down even where it changes nothing. */
  readonly decision?: "acknowledge" | "resolve" | "reopen" | undefined;
}

export interface History {
  readonly entries: readonly LogEntry[];
  /** The alert as it stands after the last step. */
  readonly view: AlertView;
}

/** What the core would write for these steps of the alert that `base` describes. */
export function historyOf(base: AlertView, steps: readonly Step[]): History {
  const entries: LogEntry[] = [];
  let before: AlertView | undefined;
  let heard: Heard | undefined;
  for (const [i, step] of steps.entries()) {
    const view = viewAt(base, step);
    const decision = step.decision && ({ kind: step.decision, at: step.at, by: "ada", why: "known" } as const);
    const noted = { kind: "noted", reason: "decided" } as const;
    const changed = transition(heard, view, decision) ?? (decision && noted);
    if (changed)
      entries.push(
        sealed({
          alertId: view.id,
          version: i + 1,
          at: step.at,
          saidAt: step.at,
          ...changed,
          quiet: false,
          from: before && standingOf(before),
          to: standingOf(view),
          worst: heardOf(view, heard).worst,
          decided: decision,
          folded: [],
          view,
          previousHash: entries.at(-1)?.hash ?? "",
        }),
      );
    before = view;
    heard = heardOf(view, heard);
  }
  return { entries, view: before ?? { ...base, status: "RESOLVED" } };
}

/** As the core shows it: what is resolved has neither a severity nor a deadline. */
function viewAt(base: AlertView, { at, status, severity, stepDays }: Step): AlertView {
  const view: AlertView = { ...base, status, severity, stepDays, lastSeenAt: at };
  return status === "RESOLVED"
    ? { ...view, severity: "INFORMATIONAL", deadline: undefined, stepDays: undefined }
    : view;
}

/** The values as a table gives them. */
export async function* inTurn<T>(values: readonly T[]): AsyncIterable<Readable<T>> {
  for (const value of values) yield { ok: true, value };
}

/** The report as of `now` of what these histories left behind. */
export function reportOf(histories: readonly History[], week: Week, now: Instant, scope = "prod"): Promise<Report> {
  const entries = histories.flatMap((history) => history.entries);
  return buildReport({
    week,
    now,
    scope,
    parts: [
      {
        open: inTurn(histories.map(({ view }) => view).filter(({ status }) => status !== "RESOLVED")),
        log: (wanted) => inTurn(entries.filter(({ at }) => weekOf(at) === wanted)),
      },
    ],
  });
}
