/**
 * When `review` next has something to do: an alert to evaluate, a group to wake on-call for, what follows from a change of what is in
 * force, or somebody to remind of a silence. A scenario asks this before each step, and queries of the table each time would cost more
 * than the step. So of each place in which something can be due the earliest instant is remembered, and only that place is asked.
 */
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import type { Item } from "@tocsin/aws/alerts/items/items";
import { type Instant, instant } from "@tocsin/core/event/instant";

export interface NextReview {
  /** Takes note of what was written. Every record of the table's stream must come by here. */
  note(record: StreamRecord): void;
  /** The first instant by `at` at which something is due; nothing when there is none. */
  by(at: Instant): Promise<Instant | undefined>;
  /** Whether something can be due by `at` in one of the places that it was made of: where not, nobody need ask. */
  mayBeDue(place: DuePlace, at: Instant): boolean;
}

/** Where something can be due: a partition of the table, or of one of its indexes. */
export interface DuePlace {
  /** From when on what was written makes something due there; nothing, where it does not. The indexes compare text, and so does this. */
  readonly dueFrom: (written: Item) => string | undefined;
  /** Whether nothing is there yet: what comes is noted. */
  readonly isEmpty?: boolean | undefined;
  /** Asks the table for the first instant by `at` at which something is due there. */
  readonly firstDue: (at: Instant) => Promise<Instant | undefined>;
}

export const BEGINNING = instant("1970-01-01T00:00:00Z");
const END = instant("9999-12-31T23:59:59.999Z");

export function createNextReview(places: readonly DuePlace[]): NextReview {
  const remembered = new Map(places.map((place) => [place, remembering(place)]));
  return {
    note({ dynamodb }) {
      const written = dynamodb?.NewImage ?? {};
      for (const memory of remembered.values()) memory.note(written);
    },
    async by(at) {
      const dues = await Promise.all([...remembered.values()].map((memory) => memory.by(at)));
      return dues.filter((due) => due !== undefined).sort()[0];
    },
    mayBeDue: (place, at) => remembered.get(place)?.mayBeDue(at) ?? true,
  };
}

function remembering({ dueFrom, firstDue, isEmpty = false }: DuePlace) {
  /** Nothing falls due there before this. */
  let notBefore: string = isEmpty ? END : BEGINNING;

  return {
    mayBeDue: (at: Instant) => at >= notBefore,
    note(written: Item): void {
      const due = dueFrom(written);
      if (due !== undefined && due < notBefore) notBefore = due;
    },
    async by(at: Instant): Promise<Instant | undefined> {
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
