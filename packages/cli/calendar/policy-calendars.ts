/** The calendars that a policy's file names are read before anything else is made of it: what is stored, and gone by, holds their shifts. */

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { timeIn } from "@tocsin/channels/page/page-time";
import type { Instant } from "@tocsin/core/event/instant";
import { isTimezone } from "@tocsin/core/policy/schema/fields";
import { isAddress } from "@tocsin/core/policy/schema/schedules-schema";
import { isObject } from "@tocsin/core/text/json";
import type { Refusal } from "@tocsin/core/text/parse";
import { problemOfReading } from "../input/bytes.ts";
import { shownPath } from "../output/terminal.ts";
import type { FileProblem } from "./calendar-events.ts";
import { type Calling, callingsOf } from "./who-is-meant.ts";

export interface WithCalendars {
  readonly value: unknown;
  readonly errors: readonly Refusal[];
  readonly warnings: readonly Refusal[];
}

/**
 * A policy with what the files say that its layers name. What is ill-formed stays as it is, to be refused as that; of a file that is
 * refused there are no shifts. @param directory which the files are beside. @param now of the reading.
 */
export async function withCalendars(value: unknown, directory: string, now: Instant): Promise<WithCalendars> {
  if (!isObject(value) || !Array.isArray(value.schedules)) return { value, errors: [], warnings: [] };
  const { timezone, schedules } = value;
  const callings = callingsOf(value);
  const read = await Promise.all(
    schedules.map((schedule: unknown, i) =>
      readSchedule(schedule, `schedules[${i}]`, { directory, now, callings, timezone }),
    ),
  );
  return {
    value: { ...value, schedules: read.map((one) => one.value) },
    errors: read.flatMap(({ errors }) => errors),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}

interface Reading {
  readonly directory: string;
  readonly now: Instant;
  readonly callings: readonly Calling[];
  /** As it was written, of the policy or the schedule. */
  readonly timezone: unknown;
}

async function readSchedule(value: unknown, path: string, reading: Reading): Promise<WithCalendars> {
  if (!isObject(value) || !Array.isArray(value.layers)) return { value, errors: [], warnings: [] };
  const { timezone = reading.timezone } = value;
  const read = await Promise.all(
    value.layers.map((layer: unknown, j) =>
      readLayer(layer, `${path}.layers[${j}].calendar`, { ...reading, timezone }),
    ),
  );
  return {
    value: { ...value, layers: read.map((one) => one.value) },
    errors: read.flatMap(({ errors }) => errors),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}

/** An address is refused by the schema, which a policy of any other way is checked by too. */
async function readLayer(value: unknown, path: string, reading: Reading): Promise<WithCalendars> {
  const file = isObject(value) && value.snapshot === undefined ? value.calendar : undefined;
  if (!isObject(value) || typeof file !== "string" || file === "" || isAddress(file))
    return { value, errors: [], warnings: [] };
  const { directory, now, callings, timezone } = reading;
  // Most policies name no calendar, and every command with a policy would load what reads them.
  const { shiftsIn } = await import("./snapshot.ts");
  const bytes = await bytesOf(resolve(directory, file));
  const zone = typeof timezone === "string" && isTimezone(timezone) ? timezone : "UTC";
  const { shifts, errors, warnings } =
    "problem" in bytes
      ? { shifts: [], errors: [bytes], warnings: [] }
      : shiftsIn(bytes.text, { timezone: zone, callings, now, timeText: (at) => timeIn(zone, at) });
  const placed = ({ line, problem }: FileProblem) => ({
    path,
    problem: `${shownPath(file)}${line === undefined ? "" : `:${line}`} ${problem}`,
  });
  const sha256 = createHash("sha256")
    .update("text" in bytes ? bytes.text : "")
    .digest("hex");
  return {
    value: { ...value, snapshot: { sha256, readAt: now, shifts } },
    errors: errors.map(placed),
    warnings: warnings.map(placed),
  };
}

const MOST_BYTES = 10_000_000;

async function bytesOf(file: string): Promise<{ readonly text: string } | FileProblem> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) return { problem: `has ${size} bytes, and at most ${MOST_BYTES} are read` };
    const bytes = await readFile(file);
    return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { problem: "is not UTF-8" };
  } catch (error) {
    return { problem: problemOfReading(error) };
  }
}
