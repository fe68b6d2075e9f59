/**
 * Security Hub's findings beside its events: `aws securityhub get-findings` in ASFF, `get-findings-v2` in OCSF, and what other tools
 * write in these formats.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
 */
import { isObject, type JsonObject } from "@tocsin/core/text/json";
import { findingEnvelope } from "../finding-envelope.ts";
import { ocsfInstant } from "./formats/ocsf.ts";
import { regionIn } from "./formats/product.ts";
import { isOwnFinding } from "./own-finding.ts";

const source = "aws.securityhub";

/** Gives `undefined` if the value is no finding in ASFF, which its version and its product show, or is one of Tocsin's own. */
export function asffFinding(value: JsonObject): JsonObject | undefined {
  if (isOwnFinding(value)) return undefined;
  const { SchemaVersion, ProductArn, Id, AwsAccountId, Region, UpdatedAt } = value;
  if (SchemaVersion !== "2018-10-08" || typeof ProductArn !== "string" || typeof Id !== "string") return undefined;
  return findingEnvelope({
    source,
    detailType: "Security Hub Findings - Imported",
    account: AwsAccountId,
    // Older findings have none of their own.
    region: Region ?? regionIn(ProductArn),
    findingId: `${ProductArn}/${Id}`,
    updatedAt: UpdatedAt,
    resources: [`${ProductArn}/${Id}`],
    detail: { findings: [value] },
  });
}

/** Gives `undefined` if the value is no finding in OCSF, which the number of its class shows, or is one of Tocsin's own. */
export function ocsfFinding(value: JsonObject): JsonObject | undefined {
  if (isOwnFinding(value)) return undefined;
  const { class_uid, finding_info, metadata, cloud } = value;
  if (typeof class_uid !== "number" || Math.trunc(class_uid / 1000) !== FINDINGS) return undefined;
  if (!isObject(finding_info) || !isObject(metadata)) return undefined;
  const { account, region } = isObject(cloud) ? cloud : {};
  return findingEnvelope({
    source,
    detailType: "Findings Imported V2",
    account: isObject(account) ? account.uid : undefined,
    region,
    findingId: finding_info.uid,
    updatedAt: [
      finding_info.modified_time_dt,
      finding_info.modified_time,
      value.time_dt,
      value.time,
      finding_info.created_time_dt,
      finding_info.created_time,
    ]
      .map(ocsfInstant)
      .find((at) => at !== undefined),
    detail: { findings: [value] },
  });
}

const FINDINGS = 2;
