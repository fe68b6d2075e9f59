/** What people were told, as a scenario expects it, and what kept them from it. Pure. */
import { severities } from "@tocsin/core/alert/severity";
import { epochOf, type Instant, instantOfEpoch, later } from "@tocsin/core/event/instant";
import { presentIn } from "@tocsin/oncall/counts";
import { earliestPause } from "../../commands/oncall/pause.ts";
import { worstOpen } from "../features.ts";
import type { Expectation, WantedCounts } from "../scenario.ts";
import { lengthText } from "../scenario-time.ts";
import type { GroupPast, PastVerdict } from "./past.ts";
import type { TimedStep } from "./steps.ts";

/** The verdict's reason is kept as text. */
interface WrittenExpectation extends Omit<Expectation, "line" | "why"> {
  readonly why: string;
}

/** In order of time. With `counts`, of each the numbers that are open. */
export function expectationsOf(
  groups: readonly GroupPast[],
  { counts }: { readonly counts: boolean },
): readonly WrittenExpectation[] {
  return verdictsOf(groups).flatMap((verdict) => {
    const { subject, kind } = verdict;
    if (verdict.arrival !== "arrived" || kind === undefined) return [];
    return [expectationOf({ ...verdict, kind, destination: subject.destination }, { counts })];
  });
}

interface TellingOf extends Pick<PastVerdict, "at" | "rings" | "reason" | "counts"> {
  readonly kind: Expectation["kind"];
  readonly destination: string;
}

/** With `counts`, of the numbers that are open. */
export function expectationOf(
  { at, destination, kind, rings, reason, counts: held }: TellingOf,
  { counts }: { readonly counts: boolean },
): WrittenExpectation {
  const told = { at, to: destination, kind, rings, severity: worstOpen(held) };
  return { ...told, counts: counts ? openCounts(held) : undefined, why: reason };
}

/** Those that are 0 are left out: an expectation takes them for that. */
function openCounts(counts: PastVerdict["counts"]): WantedCounts {
  return { open: Object.fromEntries(severities.flatMap((s) => (counts.open[s] > 0 ? [[s, counts.open[s]]] : []))) };
}

/** All verdicts on the groups in order of time. */
export function verdictsOf(groups: readonly GroupPast[]): readonly PastVerdict[] {
  return groups.flatMap(({ verdicts }) => verdicts).sort((a, b) => epochOf(a.at) - epochOf(b.at));
}

/** When destinations began and ceased to take what was sent to them, as near as it is known: in the middle between two attempts. */
export function outagesOf(groups: readonly GroupPast[], start: Instant): readonly TimedStep[] {
  const attempts = verdictsOf(groups).filter(({ arrival }) => arrival === "arrived" || arrival === "not-taken");
  const byDestination = Map.groupBy(attempts, ({ subject }) => subject.destination);
  return [...byDestination].flatMap(([destination, tried]) => {
    let [wasDown, last] = [false, start];
    return tried.flatMap(({ at, arrival }): readonly TimedStep[] => {
      const isDown = arrival === "not-taken";
      const turned = isDown === wasDown ? [] : [turn(destination, isDown, between(last, at))];
      [wasDown, last] = [isDown, at];
      return turned;
    });
  });
}

function turn(destination: string, isDown: boolean, at: Instant): TimedStep {
  return { at, step: isDown ? { down: destination } : { up: destination } };
}

function between(a: Instant, b: Instant): Instant {
  return instantOfEpoch(Math.floor((epochOf(a) + epochOf(b)) / 2));
}

/** Pauses are known by the verdicts that were made in them. */
export function pausesOf(groups: readonly GroupPast[], start: Instant): readonly TimedStep[] {
  const steps: TimedStep[] = [];
  let [last, paused]: [Instant, Instant | undefined] = [start, undefined];
  for (const { at, circumstances } of verdictsOf(groups)) {
    const { pausedUntil } = circumstances;
    const until = pausedUntil !== undefined && pausedUntil > at ? pausedUntil : undefined;
    if (until !== undefined && until !== paused)
      steps.push(pauseStep(later(between(last, at), earliestPause(until)), until));
    // A telling is what a pause that was ended leads to.
    if (until === undefined && paused !== undefined && at < paused)
      steps.push({ at: later(last, instantOfEpoch(epochOf(at) - 1)), step: { resume: true } });
    [last, paused] = [at, until];
  }
  return steps;
}

function pauseStep(at: Instant, until: Instant): TimedStep {
  return { at, step: { pause: lengthText(epochOf(until) - epochOf(at)) } };
}

/** Whether the groups had more members at a time than the alerts that are recorded. */
export function hasOthers(groups: readonly GroupPast[], recorded: number): boolean {
  return verdictsOf(groups).some(({ counts }) => presentIn(counts) > recorded);
}
