/** Calls that switch off what protects an account, and those that undo them, as CloudTrail records them. */
import { shift } from "@tocsin/core/event/instant";
import { accountNamed } from "../organization.ts";
import { HOUR, MINUTE, moment } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import type { SimulatedEvent, World } from "./envelope.ts";

export function simulateProtection(world: World): SimulatedEvent[] {
  return [...trailStopped(world), ...filterMade(world)];
}

/** In the account that is under attack the trail is stopped; the team sees it and starts it again. */
function trailStopped({ random, timeline, organization }: World): SimulatedEvent[] {
  const place = { account: accountNamed(organization, "payments-prod"), region: "us-east-1" };
  const stoppedAt = moment(timeline, 0.79);
  const record = { requestParameters: { name: `${place.account.team}-audit` } };
  return [
    apiCall(random, { service: "cloudtrail", eventName: "StopLogging", place, at: stoppedAt, record }),
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
