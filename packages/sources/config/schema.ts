/** The fields used of a compliance change of any rule. */
import * as v from "valibot";
import { keyField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import { COMPLIANCE_CHANGE, changeFields } from "./change.ts";

/** Config's own limit. https://docs.aws.amazon.com/config/latest/APIReference/API_ResourceIdentifier.html */
const ID_LIMIT = 768;

export const schema = v.variant("detail-type", [
  v.object({
    "detail-type": v.literal(COMPLIANCE_CHANGE),
    detail: v.object({
      ...changeFields,
      configRuleName: keyField(256),
      resourceType: keyField(196),
      /** An ARN, or the service's own name for it: a bucket's name, a queue's address. A custom rule may write anything. */
      resourceId: keyField(ID_LIMIT),
    }),
  }),
]);

export type ComplianceChange = EventOf<typeof schema>;
