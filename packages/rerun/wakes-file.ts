/** Wakes in a file, read one at a time in order of time. */
import { epochOf, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Wake } from "@tocsin/oncall/wake";
import type { TimedWake } from "./rerun-alert.ts";
import type { Wakes } from "./rerun-oncall.ts";
import { createSpillFile } from "./spill-file.ts";

export interface WakesFile {
  add(wake: TimedWake): void;
  /**
   * The same of a wake that is JSON already, at so many milliseconds since 1970. Of one time, what is of a lower part goes before: several
   * threads add theirs in no order.
   */
  addJson(epoch: number, wake: Uint8Array, part: number): void;
  /** All that were added, in order of time; of one time, in the order in which they were added. */
  sorted(): Wakes;
  /** Removes the file. */
  close(): void;
}

/** @throws Error when there can be no temporary file. */
export function createWakesFile(): WakesFile {
  const file = createSpillFile<Wake>();
  const epochs: number[] = [];
  const parts: number[] = [];
  return {
    add({ at, wake }) {
      epochs[file.add(wake)] = epochOf(at);
    },
    addJson(epoch, wake, part) {
      const place = file.addJson(wake);
      epochs[place] = epoch;
      parts[place] = part;
    },
    sorted() {
      // Numbers, and not an object for each: they are the only part that stays in memory.
      const compared = (all: readonly number[], a: number, b: number) => (all[a] ?? 0) - (all[b] ?? 0);
      const order = Uint32Array.from(epochs.keys()).sort(
        (a, b) => compared(epochs, a, b) || compared(parts, a, b) || a - b,
      );
      const placed = (place: number): number => order[place] ?? 0;
      return {
        length: order.length,
        at: (place) => instantOfEpoch(epochs[placed(place)] ?? 0),
        wake: (place) => file.read(placed(place)),
      };
    },
    close: file.close,
  };
}
