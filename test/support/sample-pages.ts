/** The pages of every source's samples: all that a source may say, and not only what the sample week has of it. */
import { parseEvent } from "@tocsin/core/event/event";
import { type Instant, later } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { type Change, changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { sources } from "@tocsin/sources/registry";
import { samplesOf } from "@tocsin/sources/testing/samples";

/** What is announced of an alert, and when. */
export interface Told {
  readonly announcement: Announcement;
  readonly now: Instant;
}

/** As many steps as an alert takes by time alone: those of a ladder, and the end. */
const STEPS_LIMIT = 12;

/**
 * A story of each sample by itself, and one of all that a source has, in the order of their times; then time passes until nothing is
 * due any more.
 */
export async function storiesOfSamples(): Promise<readonly (readonly Told[])[]> {
  const told = await Promise.all(
    sources.map(async (source) => {
      const samples = Object.values(await samplesOf(source.name));
      return [samples, ...samples.map((sample) => [sample])].map((story) => tellingsOf(entriesOf(source, story)));
    }),
  );
  return told.flat();
}

function tellingsOf(entries: readonly LogEntry[]): readonly Told[] {
  return entries.flatMap((entry) => {
    const announcement = announcementOf(entry);
    const { quiet, at: now } = announcement;
    return quiet ? [] : [{ announcement, now }];
  });
}

function entriesOf(source: (typeof sources)[number], samples: readonly object[]): readonly LogEntry[] {
  const heads = new Map<string, Head>();
  const entries: LogEntry[] = [];
  const foldIn = (change: Change, at: Instant) => {
    const folded = fold(heads.get(change.alertId), change, defaultWorld, at);
    heads.set(change.alertId, folded.head);
    entries.push(...folded.entries);
  };
  const events = samples
    .flatMap((sample) => {
      const event = parseEvent(sample);
      return event.ok ? [event.value] : [];
    })
    .sort((a, b) => (a.time < b.time ? -1 : 1));
  for (const event of events) {
    const reading = source.read(event, "unknown");
    if (reading.outcome !== "observed") continue;
    // Some samples have an envelope's time that is long before what they report, which no event has that is delivered.
    const now = reading.observations.map(({ statement }) => statement.at).reduce(later, event.time);
    for (const change of changesOf(reading.observations)) foldIn(change, now);
  }
  for (const alertId of heads.keys())
    for (let step = 0; step < STEPS_LIMIT; step += 1) {
      const { reviewAt, evaluatedAt } = heads.get(alertId) ?? {};
      if (reviewAt !== undefined && evaluatedAt !== undefined)
        foldIn({ alertId, observations: [], decisions: [] }, later(reviewAt, evaluatedAt));
    }
  return entries;
}
