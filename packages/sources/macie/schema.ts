/**
 * The fields that a Macie finding must have. Only kinds and counts are read of the data that Macie found: no other field can reach an
 * observation.
 * https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html
 */

import type { SeverityOf } from "@tocsin/core/alert/observable";
import { accountField, regionField } from "@tocsin/core/event/event";
import { instantField, objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { countField, keyField, nameField, partitionField, proseField } from "../fields.ts";
import type { EventOf } from "../source.ts";

type Severity = SeverityOf<"bucket-posture" | "sensitive-data">;

/** By word and by score, which is 1, 2 or 3. */
const ratings: readonly { readonly word: string; readonly score: number; readonly severity: Severity }[] = [
  { word: "low", score: 1, severity: "LOW" },
  { word: "medium", score: 2, severity: "MEDIUM" },
  { word: "high", score: 3, severity: "HIGH" },
];

/**
 * An object with a word and a score of 1 to 3; the score counts if the word is unknown. No finding is critical.
 * https://docs.aws.amazon.com/macie/latest/user/findings-severity.html
 */
const severityField = v.pipe(
  objectField({ description: nameField, score: v.nullish(countField) }),
  v.rawTransform<{ description?: string | null | undefined; score?: number | null | undefined }, Severity>(
    ({ dataset, addIssue, NEVER }) => {
      const { description, score } = dataset.value;
      const rating =
        ratings.find(({ word }) => word === description?.toLowerCase()) ??
        ratings.find((known) => known.score === score);
      if (rating !== undefined) return rating.severity;
      addIssue({ message: "expected Low, Medium or High" });
      return NEVER;
    },
  ),
);

const bucketFields = v.object({
  arn: keyField(300),
  name: nameField,
  publicAccess: v.nullish(objectField({ effectivePermission: nameField })),
  defaultServerSideEncryption: v.nullish(objectField({ kmsMasterKeyId: nameField })),
});

const findingFields = {
  accountId: accountField,
  region: regionField,
  id: keyField(300),
  type: keyField(300),
  severity: severityField,
  updatedAt: instantField,
  createdAt: v.optional(v.unknown()),
  title: proseField,
  partition: v.nullish(partitionField),
  count: v.nullish(countField),
  // The documentation's schema shows these two beside the detail; its examples and real events have them inside. Beside it they could not
  // be read, since only EventBridge's own fields of an envelope are kept.
  sample: v.nullish(v.boolean()),
  archived: v.nullish(v.boolean()),
};

const policyDetail = v.object({
  ...findingFields,
  category: v.literal("POLICY"),
  resourcesAffected: v.object({ s3Bucket: bucketFields }),
});

const sensitiveDataDetail = v.object({
  ...findingFields,
  category: v.literal("CLASSIFICATION"),
  resourcesAffected: v.object({
    s3Bucket: bucketFields,
    s3Object: v.object({ key: v.string(), versionId: nameField }),
  }),
  classificationDetails: v.nullish(
    objectField({
      result: v.nullish(
        objectField({
          status: v.nullish(objectField({ code: nameField })),
          sensitiveData: v.nullish(
            v.array(
              objectField({
                totalCount: v.nullish(countField),
                detections: v.nullish(v.array(objectField({ type: nameField, count: v.nullish(countField) }))),
              }),
            ),
          ),
          customDataIdentifiers: v.nullish(objectField({ totalCount: v.nullish(countField) })),
        }),
      ),
    }),
  ),
});

export const schema = v.variant("detail-type", [
  v.object({
    "detail-type": v.literal("Macie Finding"),
    detail: v.variant("category", [policyDetail, sensitiveDataDetail]),
  }),
]);

export type MacieEvent = EventOf<typeof schema>;
export type PolicyFinding = v.InferOutput<typeof policyDetail>;
export type SensitiveDataFinding = v.InferOutput<typeof sensitiveDataDetail>;
