/**
 * The world in force, which each review needs: it is read again only if something was written since. A scenario has a review for each
 * message, and rereading an unchanged world would be one request in ten.
 */
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { WORLD } from "@tocsin/aws/alerts/alerts-schema";

export interface KnownWorld<State> {
  /** Sees each write that ended before it was called, as a reading does. */
  reload(): Promise<State>;
  /** Takes note of writes. Every record of the table's stream must pass here. */
  note(record: StreamRecord): void;
}

/** @param lastWritten the sequence number of the stream's last record; nothing if that is not known, and then everything is read. */
export function createKnownWorld<State>(
  read: () => Promise<State>,
  lastWritten: () => string | undefined,
): KnownWorld<State> {
  let noted: string | undefined;
  let changes = 0;
  let known: { readonly state: State; readonly changes: number } | undefined;

  return {
    async reload() {
      if (known?.changes === changes && isUpToDate()) return known.state;
      // A write noted during the reading may have come after it.
      const before = changes;
      const state = await read();
      known = { state, changes: before };
      return state;
    },
    note({ dynamodb: { Keys, SequenceNumber } = {} }) {
      noted = SequenceNumber;
      if (Keys?.pk?.S === WORLD) changes += 1;
    },
  };

  /** Whether all that was written is noted. */
  function isUpToDate(): boolean {
    const last = lastWritten();
    return last !== undefined && last === noted;
  }
}
