/** A JSON value of the input, and how its place is told. */
import type { Json } from "@tocsin/core/text/json";

/** A JSON value and where it stands. */
export interface Found {
  readonly place: string;
  readonly value: Json;
  /** Its text has no more bytes than this, though it may have fewer. */
  readonly bytesAtMost: number;
}

/** `[3]`, or `line 12 [3]`. */
export function placeWithin(place: string, index: number): string {
  return joined(place, `[${index}]`);
}

/** A place within a place. */
export function joined(outer: string, inner: string): string {
  return [outer, inner].filter((part) => part !== "").join(" ");
}
