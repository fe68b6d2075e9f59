/** A silence mutes notifications of the alerts that match it, until it ends. It changes no alert. */
import { isDrill } from "@tocsin/core/alert/condition";
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Matcher } from "@tocsin/core/pattern/pattern";
import type { RecurringSilence } from "@tocsin/core/policy/policy";
import { windowAt, windowsBetween } from "./silence-window.ts";
import { asOpen, type Wake } from "./wake.ts";

/** A silence that a person makes at run time, for some time. */
export interface Silence {
  readonly id: string;
  readonly of: { readonly alertId: string } | { readonly matches: Matcher };
  /** What is more severe breaks through. */
  readonly upTo: Severity;
  /** Then nothing breaks through. */
  readonly evenIfWorse: boolean;
  readonly by: string;
  readonly why: string;
  readonly ticket?: string | undefined;
  readonly madeAt: Instant;
  readonly from: Instant;
  /** The first instant at which it mutes nothing any more. */
  readonly until: Instant;
  /** When somebody ended it early. */
  readonly expiredAt?: Instant | undefined;
  /** When its author was reminded of its end, or no reminder was found necessary. */
  readonly remindedAt?: Instant | undefined;
}

export interface Silencing {
  /** The id of a silence, or the name of a window. */
  readonly by: string;
  readonly until: Instant;
}

/**
 * What mutes the alert at `now`: of several silences, the one that lasts longest. An alert that is over counts with its worst severity
 * while it was open.
 */
export function silencedBy(
  alert: Pick<Wake, "view" | "worst">,
  silences: readonly Silence[],
  windows: readonly RecurringSilence[],
  now: Instant,
): Silencing | undefined {
  const view = asOpen(alert);
  // Whoever runs one waits for it.
  if (isDrill(view)) return undefined;
  const muting = [
    ...silences.filter((silence) => isActive(silence, now) && mutes(silence, view)).map(silencing),
    ...windows.filter((window) => reaches(window, view)).flatMap((window) => windowing(window, now) ?? []),
  ];
  return muting.reduce<Silencing | undefined>((a, b) => (a === undefined || b.until > a.until ? b : a), undefined);
}

/** A window recurs each week in local time, whose clocks may have been set back meanwhile, and skip at most one window. */
const RECURRING_DAYS = 15;

/** A beginning or an end, and the alerts that it concerns. */
export interface Boundary {
  readonly at: Instant;
  readonly by: string;
  readonly concerns: (alert: Pick<Wake, "view" | "worst">) => boolean;
}

/**
 * The boundaries after `from` and not after `to`, in order: when silences are made, begin, end, or are ended early, and when windows begin
 * and end. Whoever looks again at the alerts at each boundary misses no change of muting.
 */
export function boundariesBetween(
  silences: readonly Silence[],
  windows: readonly RecurringSilence[],
  from: Instant,
  to: Instant,
): readonly Boundary[] {
  const all = [...silences.flatMap(boundariesOf), ...windows.flatMap((window) => windowBoundaries(window, from, to))];
  return all.filter(({ at }) => at > from && at <= to).sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** When the first boundary after an instant is; nothing if there is none any more. */
export function boundaryAfter(
  silences: readonly Silence[],
  windows: readonly RecurringSilence[],
  from: Instant,
): Instant | undefined {
  const to = shift(from, RECURRING_DAYS * MILLISECONDS_PER_DAY);
  const all = [...silences.flatMap(boundariesOf), ...windows.flatMap((window) => windowBoundaries(window, from, to))];
  return all
    .map(({ at }) => at)
    .filter((at) => at > from)
    .sort()[0];
}

/** When the silence ends, or was ended. */
export function endOf({ until, expiredAt }: Pick<Silence, "until" | "expiredAt">): Instant {
  return expiredAt === undefined ? until : earlier(until, expiredAt);
}

function isActive(silence: Silence, now: Instant): boolean {
  return now >= silence.from && now < endOf(silence);
}

function mutes({ of, upTo, evenIfWorse }: Silence, view: AlertView): boolean {
  return (evenIfWorse || compareSeverity(view.severity, upTo) <= 0) && concerns(of, view);
}

function concerns(of: Silence["of"], view: AlertView): boolean {
  return "alertId" in of ? of.alertId === view.id : of.matches(view);
}

function silencing(silence: Silence): Silencing {
  return { by: silence.id, until: endOf(silence) };
}

function reaches({ upTo, matches }: RecurringSilence, view: AlertView): boolean {
  return compareSeverity(view.severity, upTo) <= 0 && matches(view);
}

function windowing(window: RecurringSilence, now: Instant): Silencing | undefined {
  const until = windowAt(window, now)?.until;
  return until && { by: window.name, until };
}

function boundariesOf(silence: Silence): readonly Boundary[] {
  const { id: by, of, madeAt, from } = silence;
  return [madeAt, from, endOf(silence)].map((at) => ({ at, by, concerns: (alert) => concerns(of, asOpen(alert)) }));
}

function windowBoundaries(window: RecurringSilence, from: Instant, to: Instant): readonly Boundary[] {
  const spans = windowsBetween(window, from, to);
  return spans.flatMap((span) =>
    [span.from, span.until].map((at) => ({
      at,
      by: window.name,
      concerns: (alert: Pick<Wake, "view" | "worst">) => window.matches(asOpen(alert)),
    })),
  );
}
