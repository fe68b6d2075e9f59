/** Reads events from files and pipes, plain or gzipped, in any of the forms in which AWS gives them out. */
import type { JsonObject } from "@tocsin/core/text/json";
import { bytesOfFile, unpacked } from "./bytes.ts";
import { type Candidate, candidatesOf } from "./candidate.ts";
import { linesOf } from "./lines.ts";
import { filesNamed, type NamedFile } from "./named-files.ts";
import { valuesOf } from "./values.ts";

export type Input = Accepted | Rejected;

interface Numbered {
  /** Counts events and problems alike, from 0, across all files. */
  readonly index: number;
  /** As it was named; `-` for standard input. */
  readonly file: string;
  /** Where in the file: `line 12`, `[3]`, `line 12 [3]`, or empty for the whole. */
  readonly place: string;
}

export interface Accepted extends Numbered {
  readonly ok: true;
  /** A JSON object within the limits of shape and size. Its fields are for `parseEvent` to check. */
  readonly value: JsonObject;
}

export interface Rejected extends Numbered {
  readonly ok: false;
  /** What is wrong, as the rest of a sentence that begins with the file and the place. It quotes nothing of the file. */
  readonly problem: string;
}

export interface InputOptions {
  /** Read for `-`, and when no file is named. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The largest document, or line, that is held as a whole; left out, it is `DOCUMENT_LIMIT_BYTES`. */
  readonly documentLimitBytes?: number;
}

/** CloudTrail's log files stay below it. */
export const DOCUMENT_LIMIT_BYTES = 64 * 1024 * 1024;

const STDIN = "-";

/**
 * Every event in `files`, in order, of a directory all files below it, and every reason why there is not one: a bad file or a bad line harms no other. A file
 * holds one JSON object, an array of them, one a line, CloudTrail's log (`{"Records": […]}`), or findings as a service's API
 * lists them (`{"findings": […]}`). Records and findings, bare ones too, are wrapped as EventBridge would; what SQS, SNS,
 * Lambda, Kinesis and Firehose, or a look-up in CloudTrail, put around an event is taken off. One object a
 * line is read as a stream, in the memory of its longest line. Never throws for what is in a file.
 */
export async function* readInputs(files: readonly string[], options: InputOptions): AsyncGenerator<Input> {
  let index = 0;
  let stdinRead = false;
  for (const name of files.length === 0 ? [STDIN] : files) {
    const again = name === STDIN && stdinRead;
    stdinRead ||= name === STDIN;
    const named = again ? [{ file: name, problem: "was read before" }] : await filesOf(name);
    for (const one of named) {
      const { file } = one;
      const candidates = "problem" in one ? [{ place: "", problem: one.problem }] : candidatesIn(file, options);
      for await (const { place, ...found } of candidates) {
        yield "problem" in found
          ? { ok: false, index, file, place, problem: found.problem }
          : { ok: true, index, file, place, value: found.value };
        index += 1;
      }
    }
  }
}

async function filesOf(name: string): Promise<readonly NamedFile[]> {
  return name === STDIN ? [{ file: STDIN }] : filesNamed(name);
}

async function* candidatesIn(
  file: string,
  { stdin, documentLimitBytes = DOCUMENT_LIMIT_BYTES }: InputOptions,
): AsyncGenerator<Candidate> {
  const bytes = file === STDIN ? unpacked(stdin) : bytesOfFile(file);
  for await (const reading of valuesOf(linesOf(bytes, documentLimitBytes), documentLimitBytes)) {
    if ("problem" in reading) yield reading;
    else yield* candidatesOf(reading);
  }
}
