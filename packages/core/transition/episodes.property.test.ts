import fc from "fast-check";
import { expect, test } from "vitest";
import { alertId } from "../alert/identity.ts";
import type { Observation, Statement } from "../alert/observation.ts";
import { compareSeverity } from "../alert/severity.ts";
import { defaultWorld } from "../policy/world.ts";
import { certificate, someObservation } from "../testing/arbitraries.ts";
import { day } from "../testing/timeline.ts";
import { sameJson } from "../text/json.ts";
import { type Episode, episodesOf } from "./episodes.ts";
import { fold, type Head } from "./fold.ts";
import { brokenAt, type LogEntry } from "./log-entry.ts";
import { needsHistory } from "./past.ts";

const id = alertId(certificate);

/** Observations in any order, some of them twice, cut into batches. */
const someBatches = fc
  .array(someObservation, { minLength: 1, maxLength: 8 })
  .chain((all) => fc.shuffledSubarray([...all, ...all.slice(0, 3)], { minLength: all.length }))
  .chain((arrivals) => fc.tuple(fc.constant(arrivals), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 })))
  .map(([arrivals, sizes]) => {
    const batches: (readonly Observation[])[] = [];
    for (let at = 0; at < arrivals.length; ) {
      const size = sizes[batches.length % sizes.length] ?? 1;
      batches.push(arrivals.slice(at, at + size));
      at += size;
    }
    return batches;
  });

/** Folds the batches as a writer does: with what was written down before, where that is asked for. */
function foldAll(batches: readonly (readonly Observation[])[]) {
  const said: Statement[] = [];
  const log: LogEntry[] = [];
  let head: Head | undefined;
  for (const observations of batches) {
    const unseen = observations.filter(({ statement }) => !said.some((known) => sameJson(known, statement)));
    const history = needsHistory(head, unseen, day(200)) ? { said: [...said], log } : undefined;
    const folded = fold(head, { alertId: id, observations, decisions: [] }, defaultWorld, day(200), history);
    head = folded.head;
    log.push(...folded.entries);
    for (const { statement } of unseen) if (!said.some((known) => sameJson(known, statement))) said.push(statement);
  }
  return { said, log, head };
}

/** By the law itself: an entry tells of the time until the log's next end, but a note of the one moment that it is about. */
function covers(log: readonly LogEntry[], { from, until, worst }: Episode): boolean {
  return log.some((entry, nth) => {
    if (compareSeverity(entry.worst, worst) < 0) return false;
    if (entry.reason === "already-over") return entry.saidAt >= from && (until === undefined || entry.saidAt <= until);
    const end = log.slice(nth).find(({ kind }) => kind === "resolved")?.saidAt;
    return (until === undefined || entry.saidAt <= until) && (end === undefined || end >= from);
  });
}

test("every episode that was reported is covered by a log entry of at least its worst severity", () => {
  fc.assert(
    fc.property(someBatches, (batches) => {
      const { said, log } = foldAll(batches);
      for (const episode of episodesOf(id, certificate, said, defaultWorld)) {
        expect(covers(log, episode)).toBe(true);
      }
    }),
    { numRuns: 5000 },
  );
});

test("the log stays one chain that ends in what is shown, however many episodes it tells of", () => {
  fc.assert(
    fc.property(someBatches, (batches) => {
      const { log, head } = foldAll(batches);
      expect(brokenAt(log)).toBeUndefined();
      const last = log.at(-1);
      if (last === undefined) expect(head?.view.status).toBe("RESOLVED");
      else expect(last.to).toMatchObject({ status: head?.view.status, severity: head?.view.severity });
    }),
    { numRuns: 2000 },
  );
});

test("an episode is told of once: nothing is written for what was folded before", () => {
  fc.assert(
    fc.property(someBatches, (batches) => {
      const { log } = foldAll([...batches, ...batches]);
      expect(log).toEqual(foldAll(batches).log);
    }),
    { numRuns: 1000 },
  );
});
