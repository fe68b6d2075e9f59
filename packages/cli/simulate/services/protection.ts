/** Calls that switch off what protects an account, and those that undo them, as CloudTrail records them. */
import { shift } from "@tocsin/core/event/instant";
import { accountNamed } from "../organization.ts";
import { HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import type { SimulatedEvent, World } from "./envelope.ts";

export function simulateProtection(world: World): SimulatedEvent[] {
  return [...trailStopped(world), ...filterMade(world), ...recordingNarrowed(world)];
}

/** In the account that is under attack the root user stops the trail; somebody of the team sees it and starts it again. */
function trailStopped({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "payments-prod"), region: "us-east-1" };
  const stoppedAt = moment(timeline, 0.79);
  const record = { requestParameters: { name: `${place.account.team}-audit` } };
  return [
    apiCall(random, { service: "cloudtrail", eventName: "StopLogging", place, at: stoppedAt, by: "root", record }),
    apiCall(random, {
      service: "cloudtrail",
      eventName: "StartLogging",
      place,
      at: shift(stoppedAt, HOUR + 10 * MINUTE),
      record,
    }),
  ];
}

/** One that somebody made to be rid of a scanner's findings, and nobody has looked at since. */
function filterMade({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: organization.administrator, region: "eu-west-1" };
  const name = "known-scanner";
  return [
    apiCall(random, {
      service: "guardduty",
      eventName: "CreateFilter",
      place,
      at: moment(timeline, 0.35),
      record: {
        requestParameters: {
          detectorId: random.hex(32),
          name,
          action: "ARCHIVE",
          findingCriteria: { criterion: { type: { eq: ["Recon:EC2/Portscan"] } } },
        },
        responseElements: { name },
      },
    }),
  ];
}

/** Controls that somebody switched off in Security Hub need fewer types of resources, so it has AWS Config record fewer: routine. */
function recordingNarrowed({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "network-hub"), region: "eu-central-1" };
  const recorder = `arn:aws:config:${place.region}:${place.account.id}:configuration-recorder/security-hub/${random.hex(12)}`;
  return [
    apiCall(random, {
      service: "config",
      eventName: "DisassociateResourceTypes",
      place,
      at: moment(timeline, 0.52),
      by: { service: "securityhub.amazonaws.com", role: "AWSServiceRoleForSecurityHub" },
      record: {
        requestParameters: { configurationRecorderArn: recorder, resourceTypes: ["AWS::Redshift::Cluster"] },
      },
    }),
  ];
}
