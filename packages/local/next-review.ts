/**
 * When `review` next has something to do: an alert to evaluate, a group to wake on-call for, what follows from a change of what is in
 * force, or somebody to remind of a silence. A scenario asks this before each step, and queries of the table each time would cost more
 * than the step, so the earliest instant is remembered.
 */
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { alertsSchema, WORLD } from "@tocsin/aws/alerts/alerts-schema";
import { type Instant, instant } from "@tocsin/core/event/instant";

export interface NextReview {
  /** Takes note of what was written. Every record of the table's stream must come by here. */
  note(record: StreamRecord): void;
  /** The first instant by `at` at which something is due; nothing when there is none. */
  by(at: Instant): Promise<Instant | undefined>;
}

const BEGINNING = instant("1970-01-01T00:00:00Z");
const END = instant("9999-12-31T23:59:59.999Z");
const sortKeys = [alertsSchema.indexes.review.sort, alertsSchema.indexes.due.sort];

/** @param firstDue asks the table for the first instant by `at` at which something is due. */
export function createNextReview(firstDue: (at: Instant) => Promise<Instant | undefined>): NextReview {
  /** Nothing falls due before this. The indexes of what is due compare text, and so does this. */
  let notBefore: string = BEGINNING;

  return {
    note({ dynamodb }) {
      const image = dynamodb?.NewImage ?? {};
      // What is in force changes seldom, and what follows from that only the table as a whole says.
      const dues = image.pk?.S === WORLD ? [BEGINNING] : sortKeys.map((sort) => image[sort]?.S);
      for (const due of dues) if (due !== undefined && due < notBefore) notBefore = due;
    },
    async by(at) {
      if (at < notBefore) return undefined;
      const next = await firstDue(at);
      if (next !== undefined) return next;
      // What is noted during the query may have been written after it.
      notBefore = END;
      const later = await firstDue(END);
      if (later !== undefined && later < notBefore) notBefore = later;
      return undefined;
    },
  };
}
