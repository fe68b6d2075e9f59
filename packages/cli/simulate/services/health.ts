/**
 * An access key of a build user that was pushed to a public repository; in the morning AWS closes the event. It comes twice, as AWS sends an
 * update when it has found nothing new.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import { accountNamed } from "../organization.ts";
import { HOUR, MINUTE, moment } from "../timeline.ts";
import { envelope, type SimulatedEvent, type World } from "./envelope.ts";

const CODE = "AWS_RISK_CREDENTIALS_EXPOSED";

export function simulateHealth({ random, timeline, organization }: World): SimulatedEvent[] {
  const account = accountNamed(organization, "research-sandbox");
  const startsAt = moment(timeline, 0.37);
  const key = `AKIA${random.hex(9).toUpperCase()}EXAMPLE`;
  const eventArn = `arn:aws:health:us-east-1::event/RISK/${CODE}/${CODE}-${random.hex(12)}`;
  const told = (at: Instant, statusCode: string) =>
    envelope(random, {
      source: "aws.health",
      detailType: "AWS Health Event",
      place: { account, region: "us-east-1" },
      at,
      detail: {
        ...{ eventArn, service: "RISK", eventTypeCode: CODE, eventTypeCategory: "issue" },
        ...{ eventScopeCode: "ACCOUNT_SPECIFIC", communicationId: `${random.hex(24)}-1` },
        ...{ startTime: httpDate(startsAt), lastUpdatedTime: httpDate(at), statusCode, eventRegion: "us-east-1" },
        eventDescription: [{ language: "en_US", latestDescription: "Your access key was found on the Internet." }],
        eventMetadata: { publicKey: key, userName: "ci-publish" },
        affectedEntities: [{ entityValue: key }],
        ...{ page: "1", totalPages: "1", backupEvent: "false", affectedAccount: account.id },
      },
    });
  return [
    told(shift(startsAt, 20 * MINUTE), "open"),
    told(shift(startsAt, 5 * HOUR), "open"),
    told(shift(startsAt, 15 * HOUR), "closed"),
  ];
}

/** `Fri, 27 Jan 2023 06:02:51 GMT` */
function httpDate(at: Instant): string {
  return new Date(at).toUTCString();
}
