/** Values that are more than memory should hold, in a file. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpillFile<T> {
  /** Gives its place: 0 of the first, and one more of each that follows. */
  add(value: T): number;
  /** The same of a value that is JSON already. */
  addJson(bytes: Uint8Array): number;
  /** The value as JSON gives it back. */
  read(place: number): T;
  /** Removes the file. */
  close(): void;
}

/** Gathered before they are written. */
const CHUNK_BYTES = 1024 * 1024;

/** Makes the file in the system's directory of temporary files, for its owner alone. @throws Error when that cannot be. */
export function createSpillFile<T extends object>(): SpillFile<T> {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-"));
  const file = openSync(join(directory, "values"), "wx+", 0o600);
  /** Where each value ends; it begins where the one before it ends. */
  const ends: number[] = [];
  const waiting = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let waitingBytes = 0;
  /** For one value after the other: a buffer each would stand outside of the heap until the heap is collected. */
  let scratch = Buffer.allocUnsafeSlow(CHUNK_BYTES);

  function flush(): void {
    if (waitingBytes > 0) writeSync(file, waiting, 0, waitingBytes);
    waitingBytes = 0;
  }

  function addJson(bytes: Uint8Array): number {
    if (waitingBytes + bytes.length > CHUNK_BYTES) flush();
    if (bytes.length > CHUNK_BYTES) writeSync(file, bytes);
    else {
      waiting.set(bytes, waitingBytes);
      waitingBytes += bytes.length;
    }
    ends.push((ends.at(-1) ?? 0) + bytes.length);
    return ends.length - 1;
  }

  return {
    add: (value) => addJson(Buffer.from(JSON.stringify(value))),
    addJson,
    read(place) {
      if (waitingBytes > 0) flush();
      const from = ends[place - 1] ?? 0;
      const to = ends[place];
      if (to === undefined) throw new RangeError(`there is no value ${place}`);
      if (to - from > scratch.length) scratch = Buffer.allocUnsafeSlow(to - from);
      readSync(file, scratch, 0, to - from, from);
      return JSON.parse(scratch.toString("utf8", 0, to - from));
    },
    close() {
      closeSync(file);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
