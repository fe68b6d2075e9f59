/** A list of values in a file, for more values than memory should hold. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpillFile<T> {
  /** Gives its index, from 0. */
  add(value: T): number;
  /** Ends the list. The result may be handed to another thread. */
  end(): Spilled;
}

/** The file of the values. */
export interface Spilled {
  readonly path: string;
  /** Where each value ends, in bytes; it begins where the one before it ends. */
  readonly ends: Float64Array;
}

export interface SpilledReader<T> {
  /** The value as JSON gives it back. */
  read(place: number): T;
  close(): void;
}

/** Collected values that are not written yet. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Passes a directory to `use` and removes it afterwards: it is in the system's temporary directory and only its owner can read it.
 * @throws Error if it cannot be created.
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
  /** One buffer for all values: a new buffer for each would stay outside of the heap until the heap is collected. */
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
