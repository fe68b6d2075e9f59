/** Values that are more than memory should hold, in a file. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpillFile<T> {
  /** Gives its place: 0 of the first, and one more of each that follows. */
  add(value: T): number;
  /** Nothing can be added any more. What it gives may be handed to another thread. */
  end(): Spilled;
}

/** Where values are. */
export interface Spilled {
  readonly path: string;
  /** Where each ends, in bytes; it begins where the one before it ends. */
  readonly ends: Float64Array;
}

export interface SpilledReader<T> {
  /** The value as JSON gives it back. */
  read(place: number): T;
  close(): void;
}

/** Gathered before they are written. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Hands a directory to `use` and removes it afterwards: one in the system's directory of temporary files, for its owner alone.
 * @throws Error when there can be none.
 */
export async function withSpillDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-"));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @throws Error when the file cannot be written. */
export function createSpillFile<T extends object>(directory: string): SpillFile<T> {
  const path = join(directory, crypto.randomUUID());
  const file = openSync(path, "wx", 0o600);
  const ends: number[] = [];
  const waiting = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let waitingBytes = 0;

  function flush(): void {
    if (waitingBytes > 0) writeSync(file, waiting, 0, waitingBytes);
    waitingBytes = 0;
  }

  return {
    add(value) {
      const text = JSON.stringify(value);
      const bytes = Buffer.byteLength(text);
      if (waitingBytes + bytes > CHUNK_BYTES) flush();
      if (bytes > CHUNK_BYTES) writeSync(file, text);
      else waitingBytes += waiting.write(text, waitingBytes);
      ends.push((ends.at(-1) ?? 0) + bytes);
      return ends.length - 1;
    },
    end() {
      flush();
      closeSync(file);
      return { path, ends: Float64Array.from(ends) };
    },
  };
}

/** @throws Error when the file cannot be read. */
export function openSpilled<T extends object>({ path, ends }: Spilled): SpilledReader<T> {
  const file = openSync(path, "r");
  /** For one value after the other: a buffer each would stand outside of the heap until the heap is collected. */
  let scratch = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return {
    read(place) {
      const from = ends[place - 1] ?? 0;
      const to = ends[place];
      if (to === undefined) throw new RangeError(`there is no value ${place}`);
      if (to - from > scratch.length) scratch = Buffer.allocUnsafeSlow(to - from);
      readSync(file, scratch, 0, to - from, from);
      return JSON.parse(scratch.toString("utf8", 0, to - from));
    },
    close: () => closeSync(file),
  };
}
