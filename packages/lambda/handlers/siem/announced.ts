/** The announcements that the queues of SIEMs hold: what can be read of them, and what becomes of the rest. */
import { type Announcement, parseAnnouncement } from "@tocsin/core/transition/announcement";
import type { SQSRecord } from "aws-lambda";
import type { Fate } from "../../runtime/batch.ts";

export interface Announced {
  readonly record: SQSRecord;
  readonly announcement: Announcement;
}

/** In order of version, so that of one alert the older comes first; what is no announcement is given its fate. */
export function announcedIn(records: readonly SQSRecord[], fates: Map<SQSRecord, Fate>): readonly Announced[] {
  const announced = records.flatMap((record): readonly Announced[] => {
    const read = parseAnnouncement(record.body);
    if (read.ok) return [{ record, announcement: read.value }];
    fates.set(record, { kind: "refused", refusals: [read.refusal] });
    return [];
  });
  return announced.toSorted((a, b) => a.announcement.version - b.announcement.version);
}
