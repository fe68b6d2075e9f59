/**
 * A queue that lets a partner in, of which nobody has said whether it is meant, and a role for an auditor, whose finding is archived the
 * next day.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { DAY, moment } from "../timeline.ts";
import { type AccountRegion, envelope, type SimulatedEvent, type World } from "./envelope.ts";

export function simulateAccessAnalyzer({ random, timeline, organization }: World): SimulatedEvent[] {
  const logistics = { account: accountNamed(organization, "logistics-prod"), region: "us-east-1" };
  const tooling = { account: accountNamed(organization, "security-tooling"), region: "eu-west-1" };
  const [partner, auditor] = [`9${random.digits(11)}`, `8${random.digits(11)}`];
  const queue = {
    resourceType: "AWS::SQS::Queue",
    resource: `arn:aws:sqs:${logistics.region}:${logistics.account.id}:manifests`,
    action: ["sqs:SendMessage"],
    principal: { AWS: partner },
  };
  const role = {
    id: random.uuid(),
    resourceType: "AWS::IAM::Role",
    resource: `arn:aws:iam::${tooling.account.id}:role/auditor`,
    action: ["sts:AssumeRole"],
    principal: { AWS: `arn:aws:iam::${auditor}:root` },
  };
  const at = moment(timeline, 0.41);
  return [
    finding(random, logistics, moment(timeline, 0.53), { id: random.uuid(), ...queue }),
    finding(random, tooling, at, role),
    finding(random, tooling, shift(at, DAY), { ...role, status: "ARCHIVED" }),
  ];
}

function finding(random: Random, place: AccountRegion, at: Instant, detail: JsonObject): SimulatedEvent {
  const { account, region } = place;
  return envelope(random, {
    source: "aws.access-analyzer",
    detailType: "Access Analyzer Finding",
    place,
    at,
    resources: [`arn:aws:access-analyzer:${region}:${account.id}:analyzer/external-access`],
    detail: {
      version: "1.0",
      accountId: account.id,
      region,
      status: "ACTIVE",
      isPublic: false,
      condition: {},
      createdAt: shift(at, -DAY / 24),
      analyzedAt: shift(at, -60_000),
      updatedAt: shift(at, -60_000),
      ...detail,
    },
  });
}
