/**
 * Findings that a person, or a program, archives or takes out of the archive. GuardDuty sends no event about it: only CloudTrail records
 * the call.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ArchiveFindings.html
 */
import { type Effect, type Observed, remark } from "@tocsin/core/alert/observation";
import { formatArn, partitionOf } from "@tocsin/core/event/arn";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { recordedCall } from "../caller.ts";
import { API_CALL, type Evidence, hadEffect, recordFields } from "../cloudtrail.ts";
import { keyField, optionalKeyField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import { linkToFinding } from "./finding.ts";

interface ArchivingCall {
  readonly effect: Effect;
  readonly done: string;
  readonly evidence: Evidence;
}

/** Both calls answer with an empty body: a call succeeds for all of its findings, or fails with an error. */
const calls = {
  ArchiveFindings: { effect: "archived", done: "archived", evidence: "no-error-code" },
  UnarchiveFindings: { effect: "unarchived", done: "taken out of the archive", evidence: "no-error-code" },
} as const satisfies Record<string, ArchivingCall>;

export const archivingCalls = [
  "ArchiveFindings",
  "UnarchiveFindings",
] as const satisfies readonly (keyof typeof calls)[];

const FINDINGS_LIMIT = 50;

export const archivingSchema = v.object({
  "detail-type": v.literal(API_CALL),
  detail: v.object({
    ...recordFields,
    eventName: v.picklist(archivingCalls),
    errorCode: v.optional(v.unknown()),
    requestParameters: objectField({
      detectorId: optionalKeyField(300),
      findingIds: v.pipe(
        v.array(keyField(300)),
        v.maxLength(FINDINGS_LIMIT, `has more than ${FINDINGS_LIMIT} findings`),
      ),
    }),
  }),
});

export type ArchivingEvent = EventOf<typeof archivingSchema>;

/**
 * The administrator archives the findings of its members, and the call does not name their accounts. So the identity has none: only a
 * statement about the finding itself tells it.
 */
export function observeArchiving(event: ArchivingEvent): Observed {
  const { detail } = event;
  const { effect, done, evidence } = calls[detail.eventName];
  if (!hadEffect(evidence, detail)) return { ignored: "without-effect" };
  const { detectorId, findingIds } = detail.requestParameters;
  const ids = [...new Set(findingIds)];
  if (ids.length === 0) return { ignored: "without-effect" };
  const { awsRegion: region } = detail;
  const caller = detail.recipientAccountId ?? event.account;
  const place = { partition: partitionOf(region), account: "", region };
  return ids.map((id) =>
    remark(event, {
      identity: { condition: "threat", ...place, resource: "", discriminator: id },
      reporter: "guardduty",
      ...recordedCall(detail, caller),
      effect,
      summary: `The finding was ${done} in GuardDuty.`,
      resource: detectorId
        ? formatArn({
            ...place,
            account: caller,
            service: "guardduty",
            resource: `detector/${detectorId}/finding/${id}`,
          })
        : id,
      link: linkToFinding(region, id),
    }),
  );
}
