/** The announcements in the SIEMs' queues: the readable ones, and the fate of the others. */
import { type Announcement, parseAnnouncement } from "@tocsin/core/transition/announcement";
import type { SQSRecord } from "aws-lambda";
import type { Fate } from "../../runtime/batch.ts";

export interface Announced {
  readonly record: SQSRecord;
  readonly announcement: Announcement;
}

/** In order of version, so that an alert's older one comes first; anything else gets its fate. */
export function announcedIn(records: readonly SQSRecord[], fates: Map<SQSRecord, Fate>): readonly Announced[] {
  const announced = records.flatMap((record): readonly Announced[] => {
    const read = parseAnnouncement(record.body);
    if (read.ok) return [{ record, announcement: read.value }];
    fates.set(record, { kind: "refused", refusals: [read.refusal] });
    return [];
  });
  return announced.toSorted((a, b) => a.announcement.version - b.announcement.version);
}
