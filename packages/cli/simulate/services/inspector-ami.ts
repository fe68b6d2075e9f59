/**
 * A machine image that a team has scanned before it uses it: the one event of AWS whose source does not begin with `aws.`.
 * https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
import { shift } from "@tocsin/core/event/instant";
import { accountNamed } from "../organization.ts";
import { MINUTE, moment } from "../timeline.ts";
import { envelope, type SimulatedEvent, type World } from "./envelope.ts";
import { anyNews, graveNews } from "./inspector-flaws.ts";

export function simulateInspectorAmi({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "research-sandbox"), region: "eu-west-1" };
  const scannedAt = moment(timeline, 0.41);
  const scanId = random.hex(32);
  const image = `ami-${random.hex(17)}`;
  return [graveNews(random), anyNews(random)].map((news, index) => {
    const at = shift(scannedAt, index * MINUTE);
    return envelope(random, {
      source: "inspector2.ami.ondemand",
      detailType: "OnDemand AMI Scan Findings",
      place,
      at,
      detail: {
        scanId,
        awsAccountId: place.account.id,
        findingArn: `arn:aws:inspector2:${place.region}:${place.account.id}:finding/ondemand/${scanId}/${random.hex(32)}`,
        title: `${news.cve} - ${news.package}`,
        type: "PACKAGE_VULNERABILITY",
        severity: news.severity,
        status: "ACTIVE",
        firstObservedAt: at,
        lastObservedAt: at,
        updatedAt: at,
        epss: { score: news.epss },
        fixAvailable: news.fixAvailable,
        exploitAvailable: news.exploitAvailable,
        packageVulnerabilityDetails: {
          vulnerabilityId: news.cve,
          vulnerablePackages: [{ name: news.package, version: news.version, fixedInVersion: news.fixedIn }],
        },
        resources: [{ id: image, type: "MACHINE_IMAGE", partition: "aws", region: place.region }],
      },
    });
  });
}
