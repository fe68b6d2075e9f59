/** What is logged and counted passes here, wherever it is written: no secret, nothing that acts, no dimension of an outsider's. */
import { redacted } from "@tocsin/core/text/redact";
import { writtenOut } from "@tocsin/core/text/text";
import type { Fields, Telemetry } from "./telemetry.ts";

type Level = keyof Telemetry["log"];

/** A log that hands on each entry cleaned: the message, and of the fields those that are text. */
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

/** A page has lines, and JSON writes their ends as `\n`, so no line of a log is forged by them. */
function loggable(text: string): string {
  return redacted(text).split("\n").map(writtenOut).join("\n");
}

/** Reasons are words of the code's own; anything else must not make a metric, nor be seen in one. */
const REASON = /^[a-z][a-z-]{0,40}$/;

export function cleanReason(reason: string): string {
  return REASON.test(reason) ? reason : "unknown";
}
