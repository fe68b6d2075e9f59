/** What can be said of a notification, and where it differs from what was said of it. */
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { compilePattern, type Pattern } from "@tocsin/core/pattern/pattern";
import type { Notification } from "@tocsin/oncall/notification";
import type { Features, WantedCounts } from "./scenario.ts";

/** A notification, and when it came. */
export interface Arrived {
  readonly at: Instant;
  /** By its name. */
  readonly channel: string;
  readonly notification: Notification;
}

export type Feature = "at" | keyof Features;

/** EventBridge's wildcard: the one that a policy's matches know. */
export function titlePattern(title: string): Pattern {
  return { title: [{ wildcard: title }] };
}

/** What of the notification is not as it is wanted; nothing where all is. */
export function differencesFrom(
  wanted: Features & { readonly at?: Instant },
  { at, channel, notification }: Arrived,
  withinMilliseconds: number,
): readonly Feature[] {
  const { destination, kind, rings, reason, counts } = notification;
  const differs: Readonly<Record<Feature, boolean>> = {
    at: wanted.at !== undefined && Math.abs(epochOf(at) - epochOf(wanted.at)) > withinMilliseconds,
    to: isOther(wanted.to, destination),
    by: isOther(wanted.by, channel),
    kind: isOther(wanted.kind, kind),
    rings: isOther(wanted.rings, rings),
    title: wanted.title !== undefined && !compilePattern(titlePattern(wanted.title))(notification),
    severity: isOther(wanted.severity, worstOpen(counts)),
    counts: wanted.counts !== undefined && !hasCounts(counts, wanted.counts),
    why: isOther(wanted.why, reason),
  };
  return features.filter((feature) => differs[feature]);
}

const features = [
  "at",
  "to",
  "by",
  "kind",
  "rings",
  "title",
  "severity",
  "counts",
  "why",
] as const satisfies readonly Feature[];

function isOther<T>(wanted: T | undefined, found: T | undefined): boolean {
  return wanted !== undefined && wanted !== found;
}

/** The highest severity of what is open; nothing where nothing is. */
export function worstOpen({ open }: Pick<Notification["counts"], "open">): Severity | undefined {
  return severities
    .filter((severity) => open[severity] > 0)
    .toSorted(compareSeverity)
    .at(-1);
}

function hasCounts(found: Notification["counts"], { open, ...others }: WantedCounts): boolean {
  const areOpen = open === undefined || severities.every((severity) => (open[severity] ?? 0) === found.open[severity]);
  const { acknowledged, suppressed, silenced, ended } = others;
  return (
    areOpen &&
    !isOther(acknowledged, found.acknowledged) &&
    !isOther(suppressed, found.suppressed) &&
    !isOther(silenced, found.silenced) &&
    !isOther(ended, found.ended)
  );
}
