/** The ARN of a finding of Inspector, which holds its id. */
import * as v from "valibot";
import { keyField, parseRegionalArn } from "../fields.ts";

export interface FindingArn {
  readonly text: string;
  readonly partition: string;
  readonly region: string;
  /** `finding/<id>`, or `finding/ondemand/<scan>/<id>`. */
  readonly path: readonly string[];
}

export const findingArnField = v.pipe(
  keyField(400),
  v.rawTransform<string, FindingArn>(({ dataset, addIssue, NEVER }) => {
    const arn = parseRegionalArn(dataset.value, "inspector2");
    const path = arn?.resource.split("/") ?? [];
    if (arn && path[0] === "finding" && path.length > 1 && !path.includes("")) {
      return { text: dataset.value, partition: arn.partition, region: arn.region, path };
    }
    addIssue({ message: "expected the ARN of a finding" });
    return NEVER;
  }),
);
