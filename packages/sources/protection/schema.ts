/**
 * The fields that the record of a call must have. Parameters and answers are read one by one if an effect depends on them: an unreadable
 * one is reported, since the lost protection is unknown.
 */
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import { nameField } from "../fields.ts";
import type { EventOf } from "../source.ts";

/** @param eventSources of the services whose calls are watched, as CloudTrail names them. */
export function callSchema<const S extends string>(eventSources: readonly S[]) {
  return v.object({
    "detail-type": v.literal(API_CALL),
    detail: v.object({
      ...recordFields,
      eventSource: v.picklist(eventSources, "is no service whose calls are watched"),
      eventName: v.string(),
      errorCode: nameField,
      requestParameters: v.optional(v.unknown()),
      responseElements: v.optional(v.unknown()),
    }),
  });
}

export type CallEvent = EventOf<ReturnType<typeof callSchema<string>>>;
