/**
 * All logs and counts pass here, wherever they are written: they contain no secret, no control characters, and no dimension from outside.
 */
import { redacted } from "@tocsin/core/text/redact";
import { writtenOut } from "@tocsin/core/text/text";
import type { Fields, Telemetry } from "./telemetry.ts";

type Level = keyof Telemetry["log"];

/** A log that passes each entry on cleaned: the message, and the text fields. */
export function cleanLog(write: (level: Level, message: string, fields: Fields) => void): Telemetry["log"] {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
      write(level, loggable(message), Object.fromEntries(Object.entries(fields).map(cleanField)));
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

function cleanField([name, value]: [string, Fields[string]]): [string, Fields[string]] {
  return [name, typeof value === "string" ? loggable(value) : value];
}

/** A page has several lines, and JSON writes line ends as `\n`, so they cannot forge a line of a log. */
function loggable(text: string): string {
  return redacted(text).split("\n").map(writtenOut).join("\n");
}

/** Reasons are words of the code; anything else must not make a metric, nor appear in one. */
const REASON = /^[a-z][a-z-]{0,40}$/;

export function cleanReason(reason: string): string {
  return REASON.test(reason) ? reason : "unknown";
}
