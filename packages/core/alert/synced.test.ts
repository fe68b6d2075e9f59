import { expect, test } from "vitest";
import { day, sees } from "../testing/timeline.ts";
import type { Identity } from "./identity.ts";
import type { ActiveStatement } from "./observation.ts";
import { findingOf, type ServiceFinding } from "./synced.ts";

const { statement } = sees("guardduty", day(1), { eventId: "f1" });
const threat: Identity = {
  ...{ condition: "threat", partition: "aws", account: "111122223333", region: "eu-west-1" },
  ...{ resource: "", discriminator: "f1" },
};
const inHub = (productArn: string) => ({ hubFinding: { id: "f2", productArn } });

test.each<readonly [string, Identity, Partial<ActiveStatement>, ServiceFinding | undefined]>([
  [
    "a threat that GuardDuty reports is a finding of its Region",
    threat,
    {},
    { service: "guardduty", region: "eu-west-1", id: "f1" },
  ],
  ["what else GuardDuty reports is no finding", { ...threat, condition: "coverage-gap" }, {}, undefined],
  ["a threat that another reports is no finding of GuardDuty", threat, { reporter: "macie" }, undefined],
  [
    "a finding of Security Hub is in the Region of its product",
    threat,
    inHub("arn:aws:securityhub:eu-central-1::product/aws/inspector"),
    {
      ...{ service: "securityhub", region: "eu-central-1" },
      key: { id: "f2", productArn: "arn:aws:securityhub:eu-central-1::product/aws/inspector" },
    },
  ],
  [
    "a finding of a product without a Region is in that of the alert",
    threat,
    inHub("arn:aws:securityhub:::product/acme/scan"),
    {
      ...{ service: "securityhub", region: "eu-west-1" },
      key: { id: "f2", productArn: "arn:aws:securityhub:::product/acme/scan" },
    },
  ],
])("%s", (_title, identity, said, finding) => {
  if (statement.state !== "active") throw new Error("not active");
  expect(findingOf(identity, { ...statement, ...said })).toEqual(finding);
});
