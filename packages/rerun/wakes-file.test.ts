import { instant, shift } from "@tocsin/core/event/instant";
import { certificateAlert } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimedWake } from "./rerun-alert.ts";
import { withSpillDirectory } from "./spill-file.ts";
import { createWakesFile, openWakes } from "./wakes-file.ts";

const START = instant("2026-11-24T08:00:00Z");

/** Few instants, so that many wakes are simultaneous. */
const someMinute = fc.nat({ max: 3 });

function wakeAt(minute: number, version: number): TimedWake {
  const wake = { alertId: "a", version, notified: true, episodes: 1, worst: "HIGH", view: certificateAlert } as const;
  return { at: shift(START, minute * 60_000), wake };
}

test("wakes of several files come in order of time, and those of one time file by file as they were added", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(someMinute), { maxLength: 4 }), (files) =>
      withSpillDirectory(async (directory) => {
        let version = 0;
        const given = files.map((minutes) => minutes.map((minute) => wakeAt(minute, version++)));
        const written = given.map((wakes) => {
          const file = createWakesFile(directory);
          for (const wake of wakes) file.add(wake);
          return structuredClone(file.end());
        });
        const opened = openWakes(written);
        const read = Array.from({ length: opened.length }, (_, i) => ({ at: opened.at(i), wake: opened.wake(i) }));
        opened.close();
        expect(read).toEqual(given.flat().sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))));
      }),
    ),
    { numRuns: 50 },
  );
});
