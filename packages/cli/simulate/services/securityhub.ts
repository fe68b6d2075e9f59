/**
 * What Security Hub tells the administrator, in the home Region and in each linked one: a control that fails until its policy is changed, one
 * that passes all along, and a load balancer that Firewall Manager finds without its web ACL, which nobody ever takes back.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { type Account, accountNamed } from "../organization.ts";
import { HOUR, MINUTE, moment } from "../timeline.ts";
import { envelope, type SimulatedEvent, type World } from "./envelope.ts";

const HOME = "eu-central-1";
const FINDING_REGION = "eu-west-1";

export function simulateSecurityHub(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const sandbox = accountNamed(organization, "research-sandbox");
  const partners = accountNamed(organization, "partners-prod");
  const failsAt = moment(timeline, 0.31);
  const mendedAt = shift(failsAt, 27 * HOUR);
  const lacksAt = moment(timeline, 0.58);
  const id = random.uuid();
  const unencrypted = (at: Instant, status: string) =>
    control(sandbox, { id, control: "S3.5", at, since: failsAt, status });
  const passing = control(partners, {
    id: random.uuid(),
    control: "S3.5",
    at: lacksAt,
    since: lacksAt,
    status: "PASSED",
  });
  return [
    ...told(world, failsAt, unencrypted(failsAt, "FAILED")),
    ...told(world, shift(failsAt, 12 * HOUR), unencrypted(shift(failsAt, 12 * HOUR), "FAILED")),
    ...told(world, mendedAt, unencrypted(mendedAt, "PASSED")),
    ...told(world, lacksAt, passing),
    ...told(world, lacksAt, withoutWebAcl(partners, random.hex(16), lacksAt)),
  ];
}

/** The copy of the linked Region comes first. */
function told({ random, organization }: World, at: Instant, finding: JsonObject): SimulatedEvent[] {
  return [FINDING_REGION, HOME].map((region, nth) =>
    envelope(random, {
      source: "aws.securityhub",
      detailType: "Security Hub Findings - Imported",
      place: { account: organization.administrator, region },
      at: shift(at, (nth + 1) * MINUTE),
      resources: [`${String(finding.ProductArn)}/${String(finding.Id)}`],
      detail: { findings: [finding] },
    }),
  );
}

const TITLE = "S3 general purpose buckets should require requests to use SSL";

interface Check {
  readonly id: string;
  readonly control: string;
  readonly at: Instant;
  readonly since: Instant;
  readonly status: string;
}

function control({ id: account, name: owner }: Account, { id, control: name, at, since, status }: Check): JsonObject {
  const severity = status === "PASSED" ? "INFORMATIONAL" : "MEDIUM";
  return {
    ...common(account, "securityhub", "Security Hub", at, since),
    Id: `arn:aws:securityhub:${FINDING_REGION}:${account}:security-control/${name}/finding/${id}`,
    GeneratorId: `security-control/${name}`,
    Title: TITLE,
    Severity: { Label: severity },
    Compliance: { Status: status, SecurityControlId: name },
    Workflow: { Status: status === "PASSED" ? "RESOLVED" : "NEW" },
    ProductFields: { "RelatedAWSResources:0/name": "securityhub-s3-bucket-ssl-requests-only-5d1f2a3b" },
    Resources: [{ Type: "AwsS3Bucket", Id: `arn:aws:s3:::${owner}-exports`, Partition: "aws" }],
  };
}

function withoutWebAcl({ id: account }: Account, id: string, at: Instant): JsonObject {
  const balancer = `arn:aws:elasticloadbalancing:${FINDING_REGION}:${account}:loadbalancer/app/partners/5c1d7a90`;
  return {
    ...common(account, "firewall-manager", "Firewall Manager", at, at),
    Id: `arn:aws:fms:${FINDING_REGION}:${account}:policy/51c0ffee/finding/${id}`,
    GeneratorId: `arn:aws:fms:${FINDING_REGION}:${account}:policy/51c0ffee`,
    Title: "The load balancer lacks the organization's web ACL",
    Severity: { Label: "HIGH", Normalized: 80 },
    Compliance: { Status: "FAILED" },
    Workflow: { Status: "NEW" },
    Resources: [{ Type: "AwsElbv2LoadBalancer", Id: balancer, Partition: "aws", Region: FINDING_REGION }],
  };
}

function common(account: string, product: string, name: string, at: Instant, since: Instant) {
  return {
    SchemaVersion: "2018-10-08",
    ProductArn: `arn:aws:securityhub:${FINDING_REGION}::product/aws/${product}`,
    ProductName: name,
    CompanyName: "AWS",
    AwsAccountId: account,
    Region: FINDING_REGION,
    Types: ["Software and Configuration Checks/Industry and Regulatory Standards"],
    CreatedAt: since,
    FirstObservedAt: since,
    UpdatedAt: at,
    RecordState: "ACTIVE",
  };
}
