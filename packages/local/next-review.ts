/**
 * When the next alert falls due for review. A scenario asks this before each step, and a query of the table each time would cost
 * more than the step, so the earliest instant is remembered.
 */
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { alertsSchema } from "@tocsin/aws/alerts/alerts-schema";
import type { DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { type Instant, instant } from "@tocsin/core/event/instant";

export interface NextReview {
  /** Takes note of what was written. Every record of the table's stream must come by here. */
  note(record: StreamRecord): void;
  /** The instant of the first review that is due by `at`; nothing when there is none. */
  by(at: Instant): Promise<Instant | undefined>;
}

const BEGINNING = instant("1970-01-01T00:00:00Z");
const END = instant("9999-12-31T23:59:59.999Z");

export function createNextReview(dueAlerts: DueAlerts): NextReview {
  /** Nothing falls due before this. The index of what is due compares text, and so does this. */
  let notBefore: string = BEGINNING;

  return {
    note({ dynamodb }) {
      const due = dynamodb?.NewImage?.[alertsSchema.indexes.review.sort]?.S;
      if (due !== undefined && due < notBefore) notBefore = due;
    },
    async by(at) {
      if (at < notBefore) return undefined;
      const [next] = await dueAlerts(at, 1);
      if (next) return next.reviewAt;
      // What is noted during the query may have been written after it.
      notBefore = END;
      const [later] = await dueAlerts(END, 1);
      if (later && later.reviewAt < notBefore) notBefore = later.reviewAt;
      return undefined;
    },
  };
}
