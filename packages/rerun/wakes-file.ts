/** Wakes in a file, read one at a time in order of time: a million of them are more than memory should hold. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochOf, type Instant, instantOfEpoch } from "@tocsin/core/event/instant";
import type { Wake } from "@tocsin/oncall/wake";
import type { TimedWake } from "./rerun-alert.ts";
import type { Wakes } from "./rerun-oncall.ts";

export interface WakesFile {
  add(wake: TimedWake): void;
  /** All that were added, in order of time; of one time, in the order in which they were added. */
  sorted(): Wakes;
  /** Removes the file. */
  close(): void;
}

/** Gathered before they are written. */
const CHUNK_BYTES = 1024 * 1024;

/** Makes the file in the system's directory of temporary files, for its owner alone. @throws Error when that cannot be. */
export function createWakesFile(): WakesFile {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-rerun-"));
  const file = openSync(join(directory, "wakes.jsonl"), "wx+", 0o600);
  const epochs: number[] = [];
  /** Where each wake ends in the file; it begins where the one before it ends. */
  const ends: number[] = [];
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let length = 0;

  function flush(): void {
    if (waiting.length > 0) writeSync(file, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  }

  function read(place: number): Wake {
    const from = ends[place - 1] ?? 0;
    const bytes = Buffer.allocUnsafe((ends[place] ?? from) - from);
    readSync(file, bytes, 0, bytes.length, from);
    return JSON.parse(bytes.toString());
  }

  return {
    add({ at, wake }) {
      const bytes = Buffer.from(JSON.stringify(wake));
      waiting.push(bytes);
      waitingBytes += bytes.length;
      length += bytes.length;
      epochs.push(epochOf(at));
      ends.push(length);
      if (waitingBytes >= CHUNK_BYTES) flush();
    },
    sorted() {
      flush();
      // Stable, and without an object for each.
      const order = Uint32Array.from(epochs.keys()).sort((a, b) => (epochs[a] ?? 0) - (epochs[b] ?? 0) || a - b);
      const placed = (place: number): number => order[place] ?? 0;
      return {
        length: order.length,
        at: (place): Instant => instantOfEpoch(epochs[placed(place)] ?? 0),
        wake: (place) => read(placed(place)),
      };
    },
    close() {
      closeSync(file);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
