/** The bytes of a file or of standard input, unpacked when they are gzip. */
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** Why a file could not be read, or not to its end; the message is a sentence about the file. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

const READ_BYTES = 256 * 1024;
/** Deflate packs at most 1032 to 1, so that no piece unpacks to more than 17 MB at once. */
const PACKED_BYTES = 16 * 1024;

/**
 * The bytes of `file`. @throws UnreadableError when it cannot be read or unpacked to its end; what came before was
 * yielded.
 */
export async function* bytesOfFile(file: string): AsyncGenerator<Uint8Array> {
  yield* unpacked(createReadStream(file, { highWaterMark: READ_BYTES }));
}

/**
 * The same bytes, unpacked if they begin as gzip does: names lie, magic numbers do not. @throws UnreadableError when
 * they end or break in the middle; what came before was yielded, save up to a piece just before a damage.
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const whole = readable(chunks);
  // Left in the middle, the file must be closed all the same.
  try {
    const head = await firstBytes(whole);
    if (isUtf16(head)) throw new UnreadableError("is UTF-16: save it as UTF-8");
    const all = followedBy(head, whole);
    yield* isGzip(head) ? gunzipped(all) : all;
  } finally {
    await whole.return(undefined);
  }
}

/** What is wrong with a file, from the error that the system gave: a sentence that goes on after the file's name. */
export function problemOfReading(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return "does not exist";
    case "EISDIR":
      return "is a directory: name the files in it";
    case "EACCES":
    case "EPERM":
      return "may not be read: permission denied";
    default:
      return `cannot be read (${codeOf(error) ?? "unknown error"})`;
  }
}

async function* readable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw new UnreadableError(problemOfReading(error), { cause: error });
  }
}

/** At least two bytes, if there are as many: a pipe may deliver them one by one. */
async function firstBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* followedBy(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

/** By the byte order mark. */
export function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/**
 * Writes the packed bytes piece by piece and takes out all that each gave before the next. A pipe would be shorter, but
 * when a stream breaks it throws away what it had unpacked and nobody had read yet.
 */
async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const out: Uint8Array[] = [];
  gunzip.on("readable", () => {
    for (let chunk: Uint8Array | null = gunzip.read(); chunk !== null; chunk = gunzip.read()) out.push(chunk);
  });
  const ended = once(gunzip, "end");
  // Awaited below; until then a failure must not count as unhandled.
  ended.catch(() => {});
  // What follows the last member and is no gzip ends the stream, and then nobody takes the next write.
  const written = (chunk: Uint8Array) =>
    Promise.race([ended, new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()))]);

  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length && !gunzip.readableEnded; from += PACKED_BYTES) {
        await written(chunk.subarray(from, from + PACKED_BYTES));
        yield* out.splice(0);
      }
    }
    gunzip.end();
    await ended;
  } catch (error) {
    yield* out.splice(0);
    throw unpackingError(error);
  } finally {
    gunzip.destroy();
  }
  yield* out.splice(0);
}

function unpackingError(error: unknown): UnreadableError {
  if (error instanceof UnreadableError) return error;
  const truncated = codeOf(error) === "Z_BUF_ERROR";
  return new UnreadableError(truncated ? "is a truncated gzip: its end is missing" : "is a damaged gzip", {
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
