/** Values of arguments and options, checked before a command starts. Each throws InvalidArgumentError with what it expects. */
import { WHY_LIMIT } from "@tocsin/core/alert/decision";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import { checkedStage, problemWith } from "@tocsin/infra/config";
import { InvalidArgumentError } from "commander";

export function portOf(text: string): number {
  return wholeNumber(0, 65_535)(text);
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
  };
}

export function instantOf(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError("expected an instant such as 2026-11-24T08:00:00Z");
}

export function stageOf(text: string): string {
  try {
    return checkedStage(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** Refuses a blank text: every text contains it, so an unset variable in the shell would select everything. */
export function textOf(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("expected some text");
}

/** Why somebody decided: some words, and no more than can be stored. */
export function whyOf(text: string): string {
  if (!/[\p{L}\p{N}]/u.test(text)) throw new InvalidArgumentError("expected the reason, in words");
  if (text.length <= WHY_LIMIT) return text;
  throw new InvalidArgumentError(`expected at most ${WHY_LIMIT} characters, and these are ${text.length}`);
}

export function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("expected a URL such as http://127.0.0.1:8000");
}

export function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("expected an account id of 12 digits");
}

export function regionOf(text: string): string {
  const problem = problemWith("homeRegion", text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A length of time, in milliseconds. */
export function ageOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (units[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError("expected a number of minutes, hours, days or weeks such as 30m, 12h, 7d or 2w");
}

/** Parses each value of an option that may be given several times, or with several values. */
export function each<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}

export function weekFrom(text: string): Week {
  if (boundsOf(text)) return text;
  throw new InvalidArgumentError("expected an ISO week such as 2026-W47");
}
