/**
 * The calls that switch GuardDuty off and on, as CloudTrail records them: the parameters of the API.
 * https://docs.aws.amazon.com/guardduty/latest/ug/logging-using-cloudtrail.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import { keyField, optionalKeyField } from "../fields.ts";
import type { EventOf } from "../source.ts";

/** Of the detector itself it is only shown: that it is switched off is known without it. */
const shownId = optionalKeyField(300);
const detectorId = keyField(300);
const filterName = keyField(64);

const ACCOUNTS_LIMIT = 50;

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_StopMonitoringMembers.html */
const accountsField = v.pipe(
  v.array(accountField),
  v.nonEmpty("is empty"),
  v.maxLength(ACCOUNTS_LIMIT, `has more than ${ACCOUNTS_LIMIT} accounts`),
);

export const callSchema = v.object({
  "detail-type": v.literal(API_CALL),
  detail: v.variant("eventName", [
    v.object({
      ...recordFields,
      eventName: v.literal("DeleteDetector"),
      requestParameters: v.nullish(objectField({ detectorId: shownId })),
    }),
    v.object({
      ...recordFields,
      eventName: v.literal("UpdateDetector"),
      requestParameters: v.object({ detectorId: shownId, enable: v.boolean() }),
    }),
    v.object({
      ...recordFields,
      eventName: v.literal("CreateDetector"),
      requestParameters: v.object({ enable: v.boolean() }),
      responseElements: v.nullish(objectField({ detectorId: shownId })),
    }),
    v.object({
      ...recordFields,
      eventName: v.picklist(["StopMonitoringMembers", "DisassociateMembers", "StartMonitoringMembers"]),
      requestParameters: v.object({ accountIds: accountsField }),
      // The call succeeds even when it could not be done for some of the accounts.
      responseElements: v.nullish(
        objectField({ unprocessedAccounts: v.nullish(v.array(objectField({ accountId: v.nullish(v.string()) }))) }),
      ),
    }),
    v.object({
      ...recordFields,
      eventName: v.literal("CreateFilter"),
      requestParameters: v.object({ detectorId, name: filterName, action: v.literal("ARCHIVE") }),
    }),
    v.object({
      ...recordFields,
      eventName: v.literal("DeleteFilter"),
      requestParameters: v.object({ detectorId, filterName }),
    }),
  ]),
});

export type CallEvent = EventOf<typeof callSchema>;
export type MembersCall = Extract<CallEvent["detail"], { requestParameters: { accountIds: unknown } }>;
