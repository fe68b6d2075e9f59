/** Marks conditions that existed before their cell was first heard of, so that switching a source on notifies nobody of the past. */
import { type Instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import type { Observation } from "./observation.ts";

/** The unit of coverage: one account, region and source. */
export interface Cell {
  readonly account: string;
  readonly region: string;
  readonly source: string;
}

/**
 * The first event of a quiet cell is usually about a problem that began shortly before. Only if the problem is older than this when its
 * cell is first heard of did it exist before.
 */
const NEW_FOR_MILLISECONDS = MILLISECONDS_PER_DAY;

/** The observation, marked if its service saw the condition before the cell was first heard of. */
export function asOfCell(observation: Observation, firstHeardAt: Instant): Observation {
  const { statement } = observation;
  const { since } = statement;
  const isOfBefore = since !== undefined && since < shift(firstHeardAt, -NEW_FOR_MILLISECONDS);
  return isOfBefore ? { ...observation, statement: { ...statement, predates: true } } : observation;
}
