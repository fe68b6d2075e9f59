/**
 * What rules of AWS Config say: only changes are sent.
 * https://docs.aws.amazon.com/config/latest/developerguide/acm-certificate-expiration-check.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, HOUR, moment } from "../timeline.ts";
import { type AccountRegion, envelope, type SimulatedEvent, type World } from "./envelope.ts";

const CERTIFICATE_RULE = "acm-certificate-expiration-check";

/** A Region in which volumes were never encrypted by default, a secret that nobody rotates, and a volume that gets its tags a day late. */
export function simulateConfig({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = (name: string, region: string) => ({ account: accountNamed(organization, name), region });
  const hub = place("network-hub", "us-east-1");
  const shop = place("storefront-prod", "eu-central-1");
  const staging = place("storefront-staging", "eu-central-1");
  const volume = { place: staging, resourceType: "AWS::EC2::Volume", resourceId: `vol-${random.hex(17)}` };
  const rule = "tocsin-required-tags";
  const at = moment(timeline, 0.31);
  return [
    complianceChange(random, {
      place: hub,
      at: moment(timeline, 0.22),
      rule: `securityhub-ec2-ebs-encryption-by-default-${random.hex(8)}`,
      resourceType: "AWS::::Account",
      resourceId: hub.account.id,
      to: "NON_COMPLIANT",
    }),
    complianceChange(random, {
      place: shop,
      at: moment(timeline, 0.58),
      rule: "secretsmanager-secret-periodic-rotation",
      resourceType: "AWS::SecretsManager::Secret",
      resourceId: `arn:aws:secretsmanager:${shop.region}:${shop.account.id}:secret:storefront/newsletter-Qy7Wb2`,
      from: "COMPLIANT",
      to: "NON_COMPLIANT",
    }),
    complianceChange(random, { ...volume, at, rule, to: "NON_COMPLIANT", annotation: "The tag owner is missing." }),
    complianceChange(random, { ...volume, at: shift(at, 26 * HOUR), rule, from: "NON_COMPLIANT", to: "COMPLIANT" }),
  ];
}

type Compliance = "COMPLIANT" | "NON_COMPLIANT";

interface Change {
  readonly place: AccountRegion;
  readonly at: Instant;
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly from?: Compliance;
  readonly to: Compliance;
  readonly annotation?: string;
}

/** The rule found that a certificate ends too soon, and later that it no longer does. */
export function certificateCheck(
  random: Random,
  certificate: { readonly place: AccountRegion; readonly arn: string },
  { failedAt, passedAt }: { readonly failedAt: Instant; readonly passedAt: Instant },
): SimulatedEvent[] {
  const check = {
    place: certificate.place,
    rule: CERTIFICATE_RULE,
    resourceType: "AWS::ACM::Certificate",
    resourceId: certificate.arn,
  };
  return [
    complianceChange(random, {
      ...check,
      at: failedAt,
      from: "COMPLIANT",
      to: "NON_COMPLIANT",
      annotation: "Certificate expires within 14 days.",
    }),
    complianceChange(random, { ...check, at: passedAt, from: "NON_COMPLIANT", to: "COMPLIANT" }),
  ];
}

/** Rules that are about something else, and are nobody's here to read. */
export function otherRules({ organization, timeline, random }: World, count: number): SimulatedEvent[] {
  const account = accountNamed(organization, "network-hub");
  return Array.from({ length: count }, () =>
    complianceChange(random, {
      place: { account, region: random.pick(organization.regions) },
      at: anyMoment(random, timeline),
      rule: random.pick(["restricted-ssh", "s3-bucket-logging-enabled", "ec2-imdsv2-check"]),
      resourceType: "AWS::EC2::SecurityGroup",
      resourceId: `sg-${random.hex(17)}`,
      to: random.pick(["COMPLIANT", "NON_COMPLIANT"]),
    }),
  );
}

function complianceChange(random: Random, change: Change): SimulatedEvent {
  const { place, at, rule, resourceType, resourceId, from, to, annotation } = change;
  return envelope(random, {
    source: "aws.config",
    detailType: "Config Rules Compliance Change",
    place,
    at,
    detail: {
      resourceId,
      awsRegion: place.region,
      awsAccountId: place.account.id,
      configRuleName: rule,
      recordVersion: "1.0",
      configRuleARN: `arn:aws:config:${place.region}:${place.account.id}:config-rule/config-rule-${random.hex(6)}`,
      messageType: "ComplianceChangeNotification",
      resourceType,
      newEvaluationResult: evaluation(change, to, shift(at, -1500), annotation),
      // Absent on the first evaluation.
      ...(from && { oldEvaluationResult: evaluation(change, from, shift(at, -30 * HOUR)) }),
      notificationCreationTime: shift(at, -400),
    },
  });
}

function evaluation(
  { rule, resourceType, resourceId }: Change,
  complianceType: Compliance,
  recorded: Instant,
  annotation?: string,
): JsonObject {
  return {
    evaluationResultIdentifier: {
      evaluationResultQualifier: { configRuleName: rule, resourceType, resourceId, evaluationMode: "DETECTIVE" },
      orderingTimestamp: shift(recorded, -600),
    },
    complianceType,
    resultRecordedTime: recorded,
    configRuleInvokedTime: shift(recorded, -300),
    ...(annotation && { annotation }),
  };
}
