/**
 * The fields used of a finding of external access. Fields that are only shown may have any form: no finding is refused for them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import { instantField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField, nameField } from "../fields.ts";
import type { EventOf } from "../source.ts";

export const FINDING = "Access Analyzer Finding";

/** Whether a flag is set; the documentation shows them as booleans. */
const flagField = v.pipe(
  v.nullish(v.union([v.boolean(), v.picklist(["true", "false"])])),
  v.transform((flag) => flag === true || flag === "true"),
);

export const schema = v.variant("detail-type", [
  v.object({
    "detail-type": v.literal(FINDING),
    detail: v.object({
      id: keyField(200),
      status: v.picklist(["ACTIVE", "ARCHIVED", "RESOLVED"]),
      resourceType: keyField(196),
      /** An ARN. */
      resource: keyField(1000),
      accountId: accountField,
      region: regionField,
      isPublic: flagField,
      /** The finding was deleted, and keeps the status that it had. */
      isDeleted: flagField,
      /** `ACCESS_DENIED`: why the resource could not be analyzed. Such a finding says nothing else. */
      error: nameField,
      createdAt: v.nullish(instantField),
      updatedAt: v.nullish(instantField),
      analyzedAt: v.nullish(instantField),
      /** `{ "AWS": "444455556666" }`, or another kind of principal. */
      principal: v.optional(v.unknown()),
      action: v.optional(v.unknown()),
      /** Keys of conditions with their values. */
      condition: v.optional(v.unknown()),
    }),
  }),
]);

export type Finding = EventOf<typeof schema>;
