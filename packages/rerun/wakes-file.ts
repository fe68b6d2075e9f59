/** Wakes in files, read one at a time in order of time. */
import { epochOf, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Wake } from "@tocsin/oncall/wake";
import type { TimedWake } from "./rerun-alert.ts";
import type { Wakes } from "./rerun-oncall.ts";
import { createSpillFile, openSpilled, type Spilled } from "./spill-file.ts";

export interface WakesFile {
  add(wake: TimedWake): void;
  /** Ends the file. The result may be handed to another thread. */
  end(): SpilledWakes;
}

export interface SpilledWakes extends Spilled {
  /** When each wake was, in milliseconds since 1970. */
  readonly epochs: Float64Array;
}

/** @throws Error when the file cannot be written. */
export function createWakesFile(directory: string): WakesFile {
  const file = createSpillFile<Wake>(directory);
  const epochs: number[] = [];
  return {
    add({ at, wake }) {
      epochs[file.add(wake)] = epochOf(at);
    },
    end: () => ({ ...file.end(), epochs: Float64Array.from(epochs) }),
  };
}

/**
 * The wakes of all these files in order of time; simultaneous ones in the order of the files, and within a file in the order in which they
 * were added. The caller calls `close` at the end. @throws Error when a file cannot be read.
 */
export function openWakes(files: readonly SpilledWakes[]): Wakes & { close(): void } {
  let length = 0;
  const opened = files.map((file) => {
    const first = length;
    length += file.epochs.length;
    return { first, epochs: file.epochs, reader: openSpilled<Wake>(file) };
  });
  // Numbers instead of an object for each wake: they are the only part that stays in memory.
  const epochs = new Float64Array(length);
  for (const { first, epochs: ofFile } of opened) epochs.set(ofFile, first);
  const epochAt = (index: number) => epochs[index] ?? 0;
  const order = Uint32Array.from(epochs.keys()).sort((a, b) => epochAt(a) - epochAt(b) || a - b);
  const indexOf = (place: number) => order[place] ?? length;
  return {
    length,
    at: (place) => instantOfEpoch(epochAt(indexOf(place))),
    wake(place) {
      const index = indexOf(place);
      const file = opened.findLast(({ first }) => first <= index);
      if (file === undefined) throw new RangeError(`there is no wake ${place}`);
      return file.reader.read(index - file.first);
    },
    close() {
      for (const { reader } of opened) reader.close();
    },
  };
}
