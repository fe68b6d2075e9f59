/** The fields used of a compliance change of any rule. */
import * as v from "valibot";
import { keyField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import { COMPLIANCE_CHANGE, changeFields } from "./change.ts";

/** As much as Config takes. https://docs.aws.amazon.com/config/latest/APIReference/API_ResourceIdentifier.html */
const ID_LIMIT = 768;

export const schema = v.variant("detail-type", [
  v.object({
    "detail-type": v.literal(COMPLIANCE_CHANGE),
    detail: v.object({
      ...changeFields,
      configRuleName: keyField(256),
      resourceType: keyField(196),
      /** An ARN, or whatever the service calls it: a bucket's name, a queue's address. A rule of one's own may write anything. */
      resourceId: keyField(ID_LIMIT),
    }),
  }),
]);

export type ComplianceChange = EventOf<typeof schema>;
