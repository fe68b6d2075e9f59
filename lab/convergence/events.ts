/** Events as accounts send them: the accounts of the certificate and the finding, an administrator, and a stranger who forges the same. */
import { type AlertId, alertId, type Identity } from "@tocsin/core/alert/identity";
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { type Instant, instant } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { acm } from "@tocsin/sources/acm/source";
import type { Administrators } from "@tocsin/sources/administrators";
import { samples } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import type { Reading, Source } from "@tocsin/sources/source";
import fc from "fast-check";

export const sources = { acm, guardduty } as const satisfies Readonly<Record<string, Source>>;
export type SourceName = keyof typeof sources;

const OWNER = "111122223333";
const ADMINISTRATOR = "222233334444";
/** A member of the organization that administers nothing. */
const STRANGER = "333344445555";
export const administrators: Administrators = { guardduty: [ADMINISTRATOR] };

/** An event that somebody put on the bus, or tried to. */
export interface Put {
  readonly source: SourceName;
  /** The alert that it is about. */
  readonly alertId: AlertId;
  readonly at: Instant;
  readonly body: JsonObject;
  /** Its account may not send it, so it must change nothing. */
  readonly isForged: boolean;
}

const CERTIFICATE = `arn:aws:acm:eu-west-1:${OWNER}:certificate/00000000-0000-4000-8000-000000000001`;
const finding = samples.instanceFinding;

/** What makes an event of its own of an envelope that all have. */
type Genuine = (at: Instant, account: string) => JsonObject;

/** Each event has an id of its own. */
const idOf = (source: SourceName, nth: number, at: Instant) => `${source}-${nth}-${at}`;

const ofCertificate: readonly Genuine[] = [
  acmEvent("ACM Certificate Approaching Expiration", { DaysToExpiry: 40, CommonName: "www.example.com" }),
  acmEvent("ACM Certificate Approaching Expiration", { DaysToExpiry: 2, CommonName: "www.example.com" }),
  acmEvent("ACM Certificate Available", { Action: "RENEWAL", CommonName: "www.example.com" }),
  configEvent("NON_COMPLIANT"),
  configEvent("COMPLIANT"),
];
const ofFinding: readonly Genuine[] = [findingEvent(false), findingEvent(true)];

function acmEvent(type: string, detail: JsonObject): Genuine {
  return (at, account) => ({ ...envelope("aws.acm", type, at, account), resources: [CERTIFICATE], detail });
}

function configEvent(complianceType: string): Genuine {
  return (at, account) => ({
    ...envelope("aws.config", "Config Rules Compliance Change", at, account),
    resources: [],
    detail: {
      awsAccountId: OWNER,
      awsRegion: "eu-west-1",
      configRuleName: "acm-certificate-expiration-check",
      messageType: "ComplianceChangeNotification",
      resourceType: "AWS::ACM::Certificate",
      resourceId: CERTIFICATE.split("/").at(-1) ?? "",
      newEvaluationResult: { complianceType, resultRecordedTime: at },
    },
  });
}

/** A finding that is archived keeps its time; of one time it has one severity. */
function findingEvent(archived: boolean): Genuine {
  const service = { ...finding.detail.service, archived };
  return (at, account) => ({
    ...envelope("aws.guardduty", "GuardDuty Finding", at, account),
    resources: [],
    detail: { ...finding.detail, accountId: OWNER, severity: at.endsWith("0.000Z") ? 5 : 9.2, service, updatedAt: at },
  });
}

function envelope(source: string, type: string, at: Instant, account: string) {
  return { version: "0", source, "detail-type": type, account, time: at, region: "eu-west-1" };
}

/** Genuine events come from the owner or, for a service that it administers, from the administrator. */
export function somePut(someInstant: fc.Arbitrary<Instant>): fc.Arbitrary<Put> {
  const drawn = (source: SourceName, events: readonly Genuine[], speakers: readonly string[]) =>
    fc
      .tuple(someInstant, fc.constantFrom(...events.entries()), fc.constantFrom(...speakers), fc.boolean())
      .map(([at, [nth, event], speaker, isForged]): Put => {
        const body = { ...event(at, isForged ? STRANGER : speaker), id: idOf(source, nth, at) };
        return { source, alertId: about[source].id, at, body, isForged };
      });
  return fc.oneof(drawn("acm", ofCertificate, [OWNER]), drawn("guardduty", ofFinding, [OWNER, ADMINISTRATOR]));
}

/** What an event says with these administrators. @throws Error when it is no event. */
export function readingOf(source: SourceName, body: JsonObject): Reading {
  return sources[source].read(eventOf(body), administrators);
}

function eventOf(body: JsonObject): Event {
  const event = parseEvent(body);
  if (!event.ok) throw new Error(event.refusal.problem);
  return event.value;
}

/** What events of each source here are about, as the source itself names it. */
export const about: Readonly<Record<SourceName, { readonly identity: Identity; readonly id: AlertId }>> = {
  acm: identityIn("acm", ofCertificate),
  guardduty: identityIn("guardduty", ofFinding),
};

function identityIn(source: SourceName, [genuine]: readonly Genuine[]) {
  const reading = genuine && readingOf(source, { ...genuine(instant("2026-11-01T00:00:00Z"), OWNER), id: "first" });
  const identity = reading?.outcome === "observed" ? reading.observations[0]?.identity : undefined;
  if (identity === undefined) throw new Error(`the events of ${source} say nothing`);
  return { identity, id: alertId(identity) };
}
