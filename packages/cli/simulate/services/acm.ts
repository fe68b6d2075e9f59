/**
 * Certificates: most of those near their end renew, one does not, and one was imported and forgotten.
 * https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html
 */
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { JsonObject } from "@tocsin/core/text/json";
import { accountNamed } from "../organization.ts";
import type { Random } from "../random.ts";
import { anyMoment, DAY, HOUR, inSeconds, MINUTE, moment, onDay, type Timeline } from "../timeline.ts";
import { apiCall } from "./cloudtrail.ts";
import { certificateCheck, otherRules } from "./config.ts";
import { type AccountRegion, anyPlace, envelope, type SimulatedEvent, scaled, type World } from "./envelope.ts";

interface Certificate {
  readonly place: AccountRegion;
  readonly arn: string;
  readonly domain: string;
  readonly type: "AMAZON_ISSUED" | "PRIVATE" | "IMPORTED";
  readonly validation: "DNS" | "EMAIL";
  readonly expiresAt: Instant;
  /** What ends the daily warnings before the expiry does. */
  readonly renewedAt?: Instant;
  readonly deletedAt?: Instant;
  /** Why ACM cannot renew it. */
  readonly failure?: string;
}

/** Public certificates are valid for 198 days since 2026, private ones for 13 months. */
const VALIDITY_DAYS = { AMAZON_ISSUED: 198, PRIVATE: 395, IMPORTED: 365 };
/** How long before its end ACM begins to warn. */
const WARNED_DAYS = { AMAZON_ISSUED: 30, PRIVATE: 45, IMPORTED: 45 };
/** At which days a renewal that failed again is told. */
const ATTEMPT_DAYS = [30, 15, 3, 1];

export function simulateAcm(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  const watched = checkedByConfig(world);
  const certificates = [notRenewed(world), forgotten(world), deleted(world), watched, ...renewing(world)];
  return [
    ...certificates.flatMap((certificate) => lifeOf(random, timeline, certificate)),
    ...certificateCheck(random, watched, {
      failedAt: shift(watched.expiresAt, -14 * DAY + 2 * HOUR),
      passedAt: shift(watched.renewedAt ?? watched.expiresAt, 3 * HOUR),
    }),
    ...deletionInUse(world),
    ...untroubled(world),
    ...otherRules(world, scaled(world, 6)),
  ];
}

/** The week's worst: it ends a day before the week does, and ACM cannot renew it because of a CAA record. */
function notRenewed(world: World): Certificate {
  const account = accountNamed(world.organization, "payments-prod");
  return invented(world.random, { account, region: "eu-west-1" }, `checkout.${account.domain}`, {
    type: "AMAZON_ISSUED",
    validation: "DNS",
    expiresAt: shift(world.timeline.end, -DAY),
    failure: "CAA_ERROR",
  });
}

/** No Expired event ever comes for an imported certificate: its warnings just stop. */
function forgotten(world: World): Certificate {
  const account = accountNamed(world.organization, "partners-prod");
  return invented(world.random, { account, region: "us-east-1" }, `legacy-sftp.${account.domain}`, {
    type: "IMPORTED",
    expiresAt: shift(world.timeline.end, -2 * DAY - 9 * HOUR),
  });
}

/** Nobody needed it any more. */
function deleted(world: World): Certificate {
  const account = accountNamed(world.organization, "storefront-staging");
  return invented(world.random, { account, region: "eu-central-1" }, `spring-sale.${account.domain}`, {
    type: "AMAZON_ISSUED",
    expiresAt: shift(world.timeline.start, 19 * DAY),
    deletedAt: moment(world.timeline, 0.45),
  });
}

/** AWS Config's rule tells of it too, for as long as fewer than 14 days are left. */
function checkedByConfig(world: World): Certificate {
  const account = accountNamed(world.organization, "storefront-prod");
  return invented(world.random, { account, region: "eu-west-1" }, `shop.${account.domain}`, {
    type: "AMAZON_ISSUED",
    validation: "EMAIL",
    expiresAt: shift(moment(world.timeline, 0.25), 14 * DAY),
    renewedAt: moment(world.timeline, 0.66),
  });
}

const HOSTS = ["api", "www", "sso", "edge", "status", "grafana", "mail", "tiles", "webhooks", "broker"];

/** They are warned of for some days, until somebody confirms, or imports the new one. */
function renewing(world: World): Certificate[] {
  const { random, timeline, organization } = world;
  const count = Math.max(6, Math.round(organization.accounts.length / 2));
  return Array.from({ length: count }, () => {
    const place = anyPlace(world);
    const type = random.pick(["AMAZON_ISSUED", "PRIVATE", "IMPORTED"] as const);
    const renewedAt = moment(timeline, 0.15 + 0.8 * random.fraction());
    return invented(random, place, `${random.pick(HOSTS)}.${place.account.domain}`, {
      type,
      validation: "EMAIL",
      expiresAt: shift(renewedAt, random.integer(4, WARNED_DAYS[type] - 3) * DAY),
      renewedAt,
    });
  });
}

type Invention = Pick<Certificate, "type" | "expiresAt"> & Partial<Certificate>;

function invented(random: Random, place: AccountRegion, domain: string, more: Invention): Certificate {
  const arn = `arn:aws:acm:${place.region}:${place.account.id}:certificate/${random.uuid()}`;
  return { place, arn, domain, validation: "DNS", ...more };
}

/** All that is said of a certificate, be it within the timeline or not. */
function lifeOf(random: Random, timeline: Timeline, certificate: Certificate): SimulatedEvent[] {
  const { place, arn, renewedAt, deletedAt, failure, type } = certificate;
  const life = warnings(random, timeline, certificate);
  if (failure) life.push(...failedAttempts(random, certificate, failure));
  if (renewedAt) life.push(renewed(random, certificate, renewedAt));
  else if (!deletedAt && type !== "IMPORTED") life.push(expired(random, certificate));
  if (deletedAt) {
    const record = { requestParameters: { certificateArn: arn } };
    life.push(apiCall(random, { service: "acm", eventName: "DeleteCertificate", place, at: deletedAt, record }));
  }
  return life;
}

/** One a day, always at the same time, as long as the certificate is the one that ends. */
function warnings(random: Random, timeline: Timeline, certificate: Certificate): SimulatedEvent[] {
  const { expiresAt, renewedAt, deletedAt, type } = certificate;
  const hours = 3 + 5 * random.fraction();
  const over = renewedAt ?? deletedAt ?? expiresAt;
  return Array.from({ length: timeline.days }, (_, day) => onDay(timeline, day, hours))
    .filter((at) => at < over && daysLeft(certificate, at) <= WARNED_DAYS[type])
    .map((at) =>
      acmEvent(random, certificate, "ACM Certificate Approaching Expiration", at, {
        DaysToExpiry: daysLeft(certificate, at),
        ...common(certificate),
      }),
    );
}

function failedAttempts(random: Random, certificate: Certificate, reason: string): SimulatedEvent[] {
  return ATTEMPT_DAYS.map((days) => {
    const at = shift(certificate.expiresAt, -days * DAY - 11 * HOUR);
    return acmEvent(random, certificate, "ACM Certificate Renewal Action Required", at, {
      CertificateType: certificate.type,
      ...common(certificate),
      DomainValidationMethod: certificate.validation,
      RenewalStatusReason: reason,
      DaysToExpiry: days,
      CertificateExpirationDate: inSeconds(certificate.expiresAt),
      InUse: true,
      Exported: false,
    });
  });
}

function renewed(random: Random, certificate: Certificate, at: Instant): SimulatedEvent {
  return available(random, certificate, certificate.type === "IMPORTED" ? "REIMPORT" : "RENEWAL", at);
}

function available(random: Random, certificate: Certificate, action: string, at: Instant): SimulatedEvent {
  const validityDays = VALIDITY_DAYS[certificate.type];
  return acmEvent(random, certificate, "ACM Certificate Available", at, {
    Action: action,
    CertificateType: certificate.type,
    ...common(certificate),
    ...(certificate.type !== "IMPORTED" && { DomainValidationMethod: certificate.validation }),
    CertificateCreatedDate: inSeconds(shift(at, -4 * MINUTE)),
    CertificateExpirationDate: inSeconds(shift(at, validityDays * DAY)),
    DaysToExpiry: validityDays,
    InUse: action !== "ISSUANCE" && action !== "IMPORT",
    Exported: false,
  });
}

function expired(random: Random, certificate: Certificate): SimulatedEvent {
  const { type, validation, expiresAt } = certificate;
  return acmEvent(random, certificate, "ACM Certificate Expired", shift(expiresAt, 7 * MINUTE), {
    CertificateType: type,
    ...common(certificate),
    DomainValidationMethod: validation,
    CertificateCreatedDate: inSeconds(shift(expiresAt, -VALIDITY_DAYS[type] * DAY)),
    CertificateExpirationDate: inSeconds(expiresAt),
    InUse: true,
    Exported: false,
  });
}

/** Somebody tries to delete what a load balancer still uses: the call fails, and nothing has changed. */
function deletionInUse(world: World): SimulatedEvent[] {
  const { random, timeline, organization } = world;
  const place = { account: accountNamed(organization, "storefront-prod"), region: "eu-west-1" };
  const { arn } = invented(random, place, "", { type: "AMAZON_ISSUED", expiresAt: timeline.end });
  const record = {
    errorCode: "ResourceInUseException",
    errorMessage: `Certificate ${arn} is in use.`,
    requestParameters: { certificateArn: arn },
  };
  const call = { service: "acm", eventName: "DeleteCertificate", place, at: moment(timeline, 0.44), record };
  return [apiCall(random, call)];
}

/** What goes well without a word before: nobody needs to hear of it. */
function untroubled(world: World): SimulatedEvent[] {
  const { random, timeline } = world;
  return Array.from({ length: scaled(world, 16) }, () => {
    const place = anyPlace(world);
    const action = random.pick(["RENEWAL", "RENEWAL", "ISSUANCE", "IMPORT", "REIMPORT"]);
    const type = action.endsWith("IMPORT") ? "IMPORTED" : "AMAZON_ISSUED";
    const domain = `${random.pick(HOSTS)}.${place.account.domain}`;
    const certificate = invented(random, place, domain, { type, expiresAt: shift(timeline.end, 60 * DAY) });
    return available(random, certificate, action, anyMoment(random, timeline));
  });
}

function acmEvent(random: Random, { place, arn }: Certificate, detailType: string, at: Instant, detail: JsonObject) {
  return envelope(random, { source: "aws.acm", detailType, place, at, resources: [arn], detail });
}

function common({ domain, type }: Certificate): JsonObject {
  return {
    CommonName: domain,
    FirstSubjectAlternativeName: domain,
    ValidityInDays: VALIDITY_DAYS[type],
    CertificateKeyPairOrigin: type === "IMPORTED" ? "CUSTOMER_PROVIDED" : "AWS_MANAGED",
  };
}

/** Whole days: on its last day a certificate has none left. */
function daysLeft({ expiresAt }: Certificate, at: Instant): number {
  return Math.floor((epochOf(expiresAt) - epochOf(at)) / DAY);
}
