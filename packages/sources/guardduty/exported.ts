/**
 * GuardDuty's findings beside its events. In S3 they are the events' details, one a line:
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
 * `aws guardduty get-findings` names the same fields as the SDKs do, in Pascal case:
 * https://docs.aws.amazon.com/cli/latest/reference/guardduty/get-findings.html
 */
import { parseArn } from "@tocsin/core/event/arn";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import { findingEnvelope } from "../finding-envelope.ts";

/** Gives `undefined` if the value is no finding of GuardDuty. */
export function guarddutyFinding(value: JsonObject): JsonObject | undefined {
  const finding = isArnOfFinding(value.Arn) ? fieldsInCamelCase(value, "") : value;
  if (!isArnOfFinding(finding.arn)) return undefined;
  const { accountId, region, id, updatedAt } = finding;
  return findingEnvelope({
    source: "aws.guardduty",
    detailType: "GuardDuty Finding",
    account: accountId,
    region,
    findingId: id,
    updatedAt,
    detail: finding,
  });
}

function isArnOfFinding(value: Json | undefined): boolean {
  return typeof value === "string" && parseArn(value)?.service === "guardduty";
}

function inCamelCase(value: Json | undefined, within: string): Json | undefined {
  if (isList(value)) return value.map((item) => inCamelCase(item, within) ?? null);
  return isObject(value) ? fieldsInCamelCase(value, within) : value;
}

function fieldsInCamelCase(value: JsonObject, within: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [nameInEvents(name, within), inCamelCase(field, name)]),
  );
}

/** Fields whose name differs in more than its first letter, by their name, or by it and that of the field around them. */
const exceptions: Readonly<Record<string, string>> = {
  Latitude: "lat",
  Longitude: "lon",
  KubernetesResourcesTypes: "type",
  LoginAttributes: "LoginAttributes",
  SourceIps: "sourceIPs",
  TaskCreatedAt: "createdAt",
  "Account.Name": "account",
  "Ec2Instance.IamInstanceProfile": "IamInstanceProfile",
  "ProductCodes.Code": "productCodeId",
  "ProductCodes.ProductType": "productCodeType",
};
/** Some keys are data: the resource types among `AffectedResources`, such as `AWS::S3::Bucket`. */
const FIELD = /^[A-Z][A-Za-z0-9]*$/;

function nameInEvents(name: string, within: string): string {
  for (const known of [`${within}.${name}`, name]) {
    if (Object.hasOwn(exceptions, known)) return exceptions[known] ?? name;
  }
  return FIELD.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
