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
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  function flush(): void {
    if (waiting.length > 0) writeSync(file, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  }

  function addJson(bytes: Uint8Array): number {
    waiting.push(bytes);
    waitingBytes += bytes.length;
    ends.push((ends.at(-1) ?? 0) + bytes.length);
    if (waitingBytes >= CHUNK_BYTES) flush();
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
      const bytes = Buffer.allocUnsafe(to - from);
      readSync(file, bytes, 0, bytes.length, from);
      return JSON.parse(bytes.toString());
    },
    close() {
      closeSync(file);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
