/** Lists of a report are bounded: a mail is read by people, and a message has 256 KB. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import * as v from "valibot";
import type { Facts } from "./alert-week.ts";

export const LIST_LIMIT = 20;

export const countField = v.pipe(v.number(), v.integer(), v.minValue(0));
export const severityField = v.picklist(severities);

/** A number for each severity. */
export const severityCountsSchema = v.object(v.entriesFromList(severities, countField));
export type SeverityCounts = v.InferOutput<typeof severityCountsSchema>;

/** What every line says of its alert. */
export const lineEntries = {
  id: v.string(),
  severity: severityField,
  condition: v.string(),
  title: v.string(),
  account: v.string(),
  region: v.string(),
  resource: v.string(),
};

export type Line = v.InferOutput<v.ObjectSchema<typeof lineEntries, undefined>>;

export interface Listing<T> {
  lines: T[];
  /** How many more there are than `lines` holds. */
  more: number;
}

/** The schema of a listing of `line`. */
export function listingSchema<S extends v.GenericSchema>(line: S) {
  return v.object({ lines: v.pipe(v.array(line), v.maxLength(LIST_LIMIT)), more: countField });
}

/** Collects lines of which a report shows the first in the order of `compare`; no others are kept. */
export interface ListingTally<T> {
  add(line: T): void;
  listing(): Listing<T>;
}

export function tallyListing<T>(compare: (a: T, b: T) => number): ListingTally<T> {
  const lines: T[] = [];
  let count = 0;
  return {
    add(line) {
      count += 1;
      const place = lines.findIndex((other) => compare(line, other) < 0);
      lines.splice(place < 0 ? lines.length : place, 0, line);
      if (lines.length > LIST_LIMIT) lines.pop();
    },
    listing: () => ({ lines, more: count - lines.length }),
  };
}

export function lineOf({ id, condition, title, account, region, resource }: Facts, severity: Severity): Line {
  return { id, severity, condition, title, account, region, resource };
}

export function noneBySeverity(): SeverityCounts {
  return { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
}

/** In the order of code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
