/**
 * The fields that an event of AWS Health must have. Its numbers and flags are texts (`page`, `backupEvent`), its dates have HTTP's format,
 * and older events lack `communicationId`, `affectedAccount` and `statusCode`. AWS's text, `eventDescription`, is not used: it may contain
 * the place of a credential.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField, nameField, partitionField, wordField } from "../fields.ts";
import type { EventOf } from "../source.ts";

/** `arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/…`; the Region is `global` if the event has none. */
const EVENT_ARN = /^arn:(aws[a-z-]{0,20}):health:([a-z0-9-]{0,32})::event\/[\w/.-]{1,400}$/;

export interface HealthArn {
  readonly arn: string;
  readonly partition: string;
  /** Empty if the event has no Region. */
  readonly region: string;
}

const eventArnField = v.pipe(
  v.string(),
  v.rawTransform<string, HealthArn>(({ dataset, addIssue, NEVER }) => {
    const [arn, partition, region] = EVENT_ARN.exec(dataset.value) ?? [];
    if (arn !== undefined && region !== undefined && v.is(partitionField, partition))
      return { arn, partition, region: region === "global" ? "" : region };
    addIssue({ message: "expected the ARN of an event of AWS Health" });
    return NEVER;
  }),
);

const detail = v.object({
  eventArn: eventArnField,
  /** `RISK`, `ABUSE`, `ACM`, `SHIELD`. */
  service: keyField(64),
  eventTypeCode: keyField(128),
  /** If it is missing, the event is open. */
  statusCode: wordField("open", "upcoming", "closed"),
  affectedAccount: v.nullish(accountField),
  communicationId: nameField,
  startTime: v.optional(v.unknown()),
  lastUpdatedTime: v.optional(v.unknown()),
  affectedEntities: v.nullish(
    v.array(
      objectField({
        entityValue: keyField(512),
        status: nameField,
      }),
    ),
  ),
  eventMetadata: v.nullish(objectField({ userName: nameField })),
});

export const schema = v.variant("detail-type", [
  v.object({ "detail-type": v.literal("AWS Health Event"), detail }),
  v.object({ "detail-type": v.literal("AWS Health Abuse Event"), detail }),
]);

export type HealthEvent = EventOf<typeof schema>;
