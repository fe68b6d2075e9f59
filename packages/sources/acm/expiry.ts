/**
 * Observations about a certificate's end, from ACM's own events.
 *
 * For an imported certificate, ACM only says that the end approaches: it sends no Expired event and renews nothing. So each observation has
 * the deadline, and the ladder raises the alert to CRITICAL on that day without another event.
 */

import { active, cleared, type Observation, type Observed } from "@tocsin/core/alert/observation";
import type { Event } from "@tocsin/core/event/event";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { recordedCall } from "../caller.ts";
import { about, type Certificate } from "./certificate.ts";
import { renewalRemedy } from "./renewal.ts";
import type {
  Approaching,
  Available,
  CertificateDetail,
  Deletion,
  Expired,
  RenewalActionRequired,
  Revoked,
} from "./schema.ts";

export function approaching(event: Approaching): Observed {
  const { certificate, detail } = event;
  return [
    active(event, {
      ...about("certificate-expiry", certificate),
      reporter: "acm",
      // The mildest step of the ladder; the deadline's nearness raises it.
      severity: "LOW",
      ...lifeOf(event, detail),
      title: `Expiry of certificate ${nameOf(certificate, detail)}`,
      summary: "ACM warns of the end of the certificate's validity.",
      attributes: attributesOf(detail),
    }),
  ];
}

export function expired(event: Expired): Observed {
  const { certificate, detail } = event;
  return [
    active(event, {
      ...about("certificate-expiry", certificate),
      reporter: "acm",
      severity: "CRITICAL",
      ...lifeOf(event, { ...detail, DaysToExpiry: 0 }),
      title: `Certificate ${nameOf(certificate, detail)} has expired`,
      summary: "ACM says that the certificate has expired.",
      attributes: attributesOf(detail),
    }),
  ];
}

/** A reporter of its own: the daily Approaching event, which has no reason, must not replace this statement. */
export function renewalActionRequired(event: RenewalActionRequired): Observed {
  const { certificate, detail } = event;
  const reason = detail.RenewalStatusReason || "no reason";
  return [
    active(event, {
      ...about("certificate-expiry", certificate),
      reporter: "acm-renewal",
      severity: "MEDIUM",
      ...lifeOf(event, detail),
      title: `Certificate ${nameOf(certificate, detail)} is not renewed`,
      summary: `ACM cannot renew the certificate by itself and gives ${reason}.`,
      remedy: renewalRemedy(detail.RenewalStatusReason),
      attributes: { ...attributesOf(detail), renewalStatusReason: detail.RenewalStatusReason ?? undefined },
    }),
  ];
}

export function available(event: Available): Observed {
  const { certificate, detail } = event;
  // A certificate that was just issued or imported had nothing wrong with it.
  if (detail.Action !== "RENEWAL" && detail.Action !== "REIMPORT") return { ignored: "informational" };
  return [
    cleared(event, {
      ...about("certificate-expiry", certificate),
      reporter: "acm",
      scope: "condition",
      because: "renewed",
      title: `Certificate ${nameOf(certificate, detail)} is renewed`,
      summary:
        detail.Action === "RENEWAL"
          ? "ACM has renewed the certificate."
          : "A renewed certificate was imported over this one.",
      attributes: attributesOf(detail),
    }),
  ];
}

/** Nobody trusts a revoked certificate, so its end no longer matters. */
export function revoked(event: Revoked): Observed {
  const { certificate, detail } = event;
  const said = {
    reporter: "acm",
    title: `Certificate ${nameOf(certificate, detail)} is revoked`,
    summary: "ACM says that the certificate was revoked.",
    attributes: attributesOf(detail),
  };
  return [
    active(event, { ...about("certificate-revoked", certificate), ...said, severity: "HIGH" }),
    cleared(event, {
      ...about("certificate-expiry", certificate),
      ...said,
      scope: "condition",
      because: "out-of-scope",
    }),
  ];
}

/** ACM sends no event of its own when a certificate is deleted. */
export function deleted(event: Deletion): Observed {
  const { requestParameters } = event.detail;
  const certificate = requestParameters.certificateArn;
  const call = recordedCall(event.detail, certificate.account);
  return (["certificate-expiry", "certificate-revoked"] as const).map(
    (condition): Observation =>
      cleared(event, {
        ...about(condition, certificate),
        reporter: "acm",
        ...call,
        scope: "condition",
        because: "deleted",
        title: `Certificate ${certificate.id} is deleted`,
        summary: "The certificate was deleted.",
      }),
  );
}

interface Life {
  readonly CertificateExpirationDate?: Instant | null | undefined;
  readonly DaysToExpiry?: number | null | undefined;
  readonly ValidityInDays?: number | undefined;
}

/** When the certificate ends and since when it has been valid, if the event says so. */
function lifeOf({ time }: Pick<Event, "time">, { CertificateExpirationDate, DaysToExpiry, ValidityInDays }: Life) {
  const deadline = CertificateExpirationDate ?? daysAfter(time, DaysToExpiry);
  return { deadline, validSince: deadline && ValidityInDays ? daysAfter(deadline, -ValidityInDays) : undefined };
}

function daysAfter(at: Instant, days: number | null | undefined): Instant | undefined {
  return days == null ? undefined : shift(at, days * MILLISECONDS_PER_DAY);
}

/** The domain, if the certificate names one: an imported certificate can name anything, even a person's address. */
function domainOf({ CommonName, FirstSubjectAlternativeName }: CertificateDetail): string | undefined {
  const name = CommonName || FirstSubjectAlternativeName;
  return name && !name.includes("@") ? name : undefined;
}

function nameOf({ id }: Certificate, detail: CertificateDetail): string {
  return domainOf(detail) ?? id;
}

function attributesOf(detail: CertificateDetail) {
  return {
    domain: domainOf(detail),
    certificateType: detail.CertificateType ?? undefined,
    keyPairOrigin: detail.CertificateKeyPairOrigin ?? undefined,
    inUse: detail.InUse ?? undefined,
    exported: detail.Exported ?? undefined,
  };
}
