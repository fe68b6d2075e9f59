/**
 * Facts about an account that only AWS Health reports: publicly exposed credentials, reports of abuse, attacks that Shield answers, and
 * certificate renewals that fail. An event may have a copy in a backup Region, which is left out. An event may come in pages, which are events
 * with some of the entities each: all pages are one alert.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import { isAccessKeyId } from "@tocsin/core/alert/relations";
import { consoleLink } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import { about, parseCertificateArn } from "../acm/certificate.ts";
import { defineSource } from "../source.ts";
import { type HealthEvent, schema } from "./schema.ts";
import { topicOf } from "./topic.ts";

/** The ends of the codes; some codes begin with the service's name. */
const RENEWALS = ["CAA_CHECK_FAILURE", "AWS_ACM_RENEWAL_FAILURE"];

export const health = defineSource({
  name: "health",
  about:
    "publicly exposed credentials, abuse, attacks that Shield answers, and certificate renewals that fail, as AWS Health reports them",
  pattern: {
    source: ["aws.health"],
    "detail-type": ["AWS Health Event", "AWS Health Abuse Event"],
    detail: {
      $or: [
        { service: ["RISK", "ABUSE"] },
        { eventTypeCode: [...RENEWALS.map((suffix) => ({ suffix })), { prefix: "AWS_SHIELD_" }] },
      ],
      // The copy that AWS sends to a second Region has "true" here.
      backupEvent: [{ exists: false }, { "anything-but": "true" }],
    },
  },
  schema,
  administeredBy: () => "health",
  observe,
});

function observe(event: HealthEvent): Observed {
  const { detail } = event;
  if (RENEWALS.some((suffix) => detail.eventTypeCode.endsWith(suffix))) return renewals(event);
  const topic = topicOf(detail);
  if (topic === undefined) return { ignored: "informational" };
  const { condition, severity, title, sentence, userName } = topic;
  const attributes = { healthCode: detail.eventTypeCode, userName };
  const said = { ...common(event), attributes };
  const account = accountOf(event);
  const { partition, region, arn } = detail.eventArn;
  const identity = { condition, partition, account, region, resource: arn, discriminator: "" } as const;
  const link = linkToEvent(arn);
  const of = { ...said, identity, title, link };
  if (detail.statusCode === "closed") {
    const summary = "AWS Health has closed the event.";
    return [cleared(event, { ...of, resource: arn, summary, scope: "condition", because: "fixed" })];
  }
  const entities = entitiesOf(event);
  if (entities.length === 0) return [active(event, { ...of, severity, resource: arn, summary: `${sentence}.` })];
  return entities.map(({ value, isOver, eventId }) => {
    const accessKeyId = condition === "exposed-credentials" && isAccessKeyId(value) ? value : undefined;
    const own = { ...of, eventId, resource: value, subject: value, attributes: { ...attributes, accessKeyId } };
    if (isOver) {
      const summary = `AWS Health says that ${value} is no longer affected.`;
      return cleared(event, { ...own, summary, scope: "reporter", because: "fixed" });
    }
    return active(event, { ...own, severity, summary: `${sentence}: ${value}.` });
  });
}

/** https://docs.aws.amazon.com/health/latest/ug/getting-started-health-dashboard.html */
export function linkToEvent(arn: string): string | undefined {
  return consoleLink("us-east-1", `/health/home#/account/event-log?eventID=${encodeURIComponent(arn)}`);
}

/** ACM itself reports renewals; AWS Health only reports why one failed. */
function renewals(event: HealthEvent): Observed {
  const { detail } = event;
  const isCaa = detail.eventTypeCode.endsWith("CAA_CHECK_FAILURE");
  const attributes = { renewalStatusReason: isCaa ? "CAA_ERROR" : undefined };
  const seen = entitiesOf(event).flatMap(({ value, isOver, eventId }): readonly Observation[] => {
    const certificate = parseCertificateArn(value);
    if (certificate === undefined) return [];
    // Each failure is an event of its own, and the end of one is not the end of another.
    const subject = detail.eventArn.arn;
    const said = { ...common(event), ...about("certificate-expiry", certificate), subject, eventId, attributes };
    if (isOver || detail.statusCode === "closed") {
      const summary = "AWS Health has closed its event about a renewal that failed.";
      return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
    }
    const why = isCaa ? ": a CAA record of its domain forbids Amazon to issue it" : "";
    return [active(event, { ...said, severity: "MEDIUM", summary: `ACM could not renew the certificate${why}.` })];
  });
  return seen.length > 0 ? seen : { ignored: "informational" };
}

function common(event: HealthEvent) {
  const { communicationId, lastUpdatedTime, startTime } = event.detail;
  return {
    reporter: "health",
    // A communication has the same id in the copies for all Regions and accounts.
    eventId: communicationId ?? event.id,
    at: parseInstant(lastUpdatedTime) ?? event.time,
    since: parseInstant(startTime),
  };
}

/** In the view of an organization, the envelope's account is the one that administers Health. */
function accountOf({ detail, account }: HealthEvent): string {
  return detail.affectedAccount ?? account;
}

/** https://docs.aws.amazon.com/health/latest/APIReference/API_AffectedEntity.html */
const OVER: readonly string[] = ["RESOLVED", "UNIMPAIRED"];

function entitiesOf(event: HealthEvent) {
  const entities = event.detail.affectedEntities ?? [];
  return entities.map(({ entityValue: value, status }) => ({
    value,
    isOver: OVER.includes(status ?? ""),
    // Each entity has its own statement.
    eventId: `${common(event).eventId}/${value}`,
  }));
}
