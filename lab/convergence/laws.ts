/** Laws for every table, however it came about. */
import { HEAD, LOG_PREFIX, OBSERVATION_PREFIX } from "@tocsin/aws/alerts/alerts-schema";
import { readHead } from "@tocsin/aws/alerts/items/head-item";
import { valueIn } from "@tocsin/aws/alerts/items/items";
import { readEntry } from "@tocsin/aws/alerts/items/log-item";
import { readStatement } from "@tocsin/aws/alerts/items/observation-item";
import type { Statement } from "@tocsin/core/alert/observation";
import { compareSeverity, moreSevere, type Severity } from "@tocsin/core/alert/severity";
import { earlier } from "@tocsin/core/event/instant";
import { defaultWorld, type World } from "@tocsin/core/policy/world";
import { type Episode, episodesOf } from "@tocsin/core/transition/episodes";
import type { Head } from "@tocsin/core/transition/fold";
import { brokenAt, isCutOff, type LogEntry } from "@tocsin/core/transition/log-entry";
import type { StoredItem } from "./memory-dynamodb.ts";

export type Items = ReadonlyMap<string, StoredItem>;

/** All items of an alert in a table. */
interface Kept {
  readonly key: string;
  readonly head: Head;
  /** In order of version. */
  readonly log: readonly LogEntry[];
  readonly said: readonly Statement[];
}

/**
 * Says which law the table breaks, or nothing.
 * @param isLoud whether all of the history was live and no person decided on it, so that people must be notified.
 */
export function brokenLaw(items: Items, isLoud: boolean): string | undefined {
  for (const kept of allKept(items)) {
    const broken = unsound(kept) ?? untold(kept) ?? (isLoud ? unnoticed(kept) : undefined);
    if (broken !== undefined) return `${kept.key}: ${broken}`;
  }
  return undefined;
}

export function headsIn(items: Items): readonly Head[] {
  return [...allKept(items)].map(({ head }) => head);
}

function* allKept(items: Items): Iterable<Kept> {
  for (const [key, item] of items) {
    if (!key.endsWith(` ${HEAD}`)) continue;
    const of = (prefix: string) =>
      [...items]
        .filter(([other]) => other.startsWith(`${item.pk?.S} ${prefix}`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, found]) => found);
    yield {
      key,
      head: valueIn(readHead(item)),
      log: of(LOG_PREFIX).map((found) => valueIn(readEntry(found))),
      said: of(OBSERVATION_PREFIX).map((found) => valueIn(readStatement(found))),
    };
  }
}

/** The log is whole, ends where the head says, and ends in the state that is shown. */
function unsound({ head: { view, lastHash }, log }: Kept): string | undefined {
  const broken = brokenAt(log);
  if (broken !== undefined) return `the log is broken at version ${broken}`;
  if (isCutOff(log, lastHash)) return "the log is cut off";
  const told = log.at(-1)?.to ?? { status: "RESOLVED", severity: "INFORMATIONAL" };
  if (told.status === view.status && told.severity === view.severity) return undefined;
  return `is ${view.status} ${view.severity}, and its log says ${told.status} ${told.severity}`;
}

/** Without a ladder: changes by time alone are made by the review at that time, and are not part of any statement. */
const byStatementsAlone: World = {
  ...defaultWorld,
  policy: { ...defaultWorld.policy, ladderRules: [{ name: "none", matches: () => true, ladder: [] }] },
};

function episodesIn({ head: { alert }, said }: Kept): readonly Episode[] {
  return episodesOf(alert.id, alert.identity, said, byStatementsAlone);
}

/** Every episode that was reported is covered by a log entry of at least its worst severity. */
function untold(kept: Kept): string | undefined {
  const missed = episodesIn(kept).find((episode) => !covers(kept.log, episode));
  return missed && `no log entry tells of the episode from ${missed.from} to ${missed.until}, ${missed.worst} at worst`;
}

/** An entry tells of the time until the log's next end, but a note of the one moment that it is about. */
function covers(log: readonly LogEntry[], { from, until, worst }: Episode): boolean {
  return log.some((entry, nth) => {
    if (compareSeverity(entry.worst, worst) < 0) return false;
    if (entry.reason === "already-over") return entry.saidAt >= from && (until === undefined || entry.saidAt <= until);
    const end = log.slice(nth).find(({ kind }) => kind === "resolved")?.saidAt;
    // The entry of an end tells how bad it was since it was opened, and of the end itself, which can lie before what was opened by a replay.
    const opening = log.slice(0, nth).findLast(({ kind }) => kind === "opened" || kind === "reopened");
    const start = entry.kind === "resolved" && opening ? earlier(opening.saidAt, entry.saidAt) : entry.saidAt;
    return (until === undefined || start <= until) && (end === undefined || end >= from);
  });
}

/** People were notified of a severity at least as high as any that is or was shown. */
function unnoticed(kept: Kept): string | undefined {
  const { view } = kept.head;
  const highest = (all: readonly Severity[]) => all.reduce(moreSevere, "INFORMATIONAL");
  const worst = highest([view.severity, ...episodesIn(kept).map((episode) => episode.worst)]);
  const told = kept.log.filter(({ quiet }) => !quiet).map((entry) => moreSevere(entry.to.severity, entry.worst));
  if (view.status !== "RESOLVED" && told.length === 0) return "is open, and nobody was notified of it";
  return compareSeverity(highest(told), worst) < 0
    ? `is or was ${worst}, and people were notified of ${told.join(", ") || "nothing"}`
    : undefined;
}
