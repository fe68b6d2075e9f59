/**
 * The fields used of ACM's own events and of what CloudTrail and Config report about certificates.
 * https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html
 */
import { parseInstant } from "@tocsin/core/event/instant";
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import { COMPLIANCE_CHANGE, changeFields } from "../config/change.ts";
import { daysField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import {
  CERTIFICATE_ID,
  type Certificate,
  certificateField,
  certificateIn,
  parseCertificateArn,
} from "./certificate.ts";

/** ACM's page prints TRUE and FALSE and does not say whether they are booleans or strings in the event. */
const flagField = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.transform((value) => (typeof value === "boolean" ? value : value.toLowerCase() === "true")),
);

/** For a date that is useful but not required: one that cannot be read counts as missing. */
const helpfulInstant = v.nullish(v.pipe(v.unknown(), v.transform(parseInstant)));

const helpfulDays = v.optional(v.fallback(v.optional(daysField), undefined));

// Before 2026, events only had DaysToExpiry and CommonName.
const certificateFields = {
  CommonName: v.nullish(v.string()),
  FirstSubjectAlternativeName: v.nullish(v.string()),
  CertificateType: v.nullish(v.string()),
  CertificateKeyPairOrigin: v.nullish(v.string()),
  CertificateExpirationDate: helpfulInstant,
  ValidityInDays: helpfulDays,
  InUse: v.nullish(flagField),
  Exported: v.nullish(flagField),
};

export type CertificateDetail = v.InferOutput<v.ObjectSchema<typeof certificateFields, undefined>>;

/** ACM names the certificate in the envelope, not in the detail. */
const resourcesField = v.looseTuple([certificateField]);

function withCertificate<E extends { resources: [Certificate, ...unknown[]] }>({ resources, ...event }: E) {
  return { ...event, certificate: resources[0] };
}

const approaching = v.pipe(
  v.object({
    "detail-type": v.literal("ACM Certificate Approaching Expiration"),
    resources: resourcesField,
    detail: v.object({ ...certificateFields, DaysToExpiry: daysField }),
  }),
  v.transform(withCertificate),
);

const renewalActionRequired = v.pipe(
  v.object({
    "detail-type": v.literal("ACM Certificate Renewal Action Required"),
    resources: resourcesField,
    detail: v.object({
      ...certificateFields,
      RenewalStatusReason: v.nullish(v.string()),
      DaysToExpiry: v.nullish(daysField),
    }),
  }),
  v.transform(withCertificate),
);

const available = v.pipe(
  v.object({
    "detail-type": v.literal("ACM Certificate Available"),
    resources: resourcesField,
    detail: v.object({ ...certificateFields, Action: v.string() }),
  }),
  v.transform(withCertificate),
);

const expired = v.pipe(
  v.object({
    "detail-type": v.literal("ACM Certificate Expired"),
    resources: resourcesField,
    detail: v.object(certificateFields),
  }),
  v.transform(withCertificate),
);

/** The certificate's owner revoked it, or the authority that issued it. */
export const revocations = [
  "ACM Certificate Revoked",
  "ACM Certificate Revoked by Certificate Authority (CA)",
] as const;

const revoked = v.pipe(
  v.object({
    "detail-type": v.picklist(revocations),
    resources: resourcesField,
    detail: v.object(certificateFields),
  }),
  v.transform(withCertificate),
);

const deletion = v.object({
  "detail-type": v.literal(API_CALL),
  detail: v.object({
    eventName: v.literal("DeleteCertificate"),
    eventTime: recordFields.eventTime,
    eventID: recordFields.eventID,
    userIdentity: recordFields.userIdentity,
    sourceIPAddress: recordFields.sourceIPAddress,
    requestParameters: v.object({ certificateArn: certificateField }),
  }),
});

/** The event names the certificate by its ARN or only by its id. */
const complianceChange = v.pipe(
  v.object({
    "detail-type": v.literal(COMPLIANCE_CHANGE),
    detail: v.object({
      ...changeFields,
      configRuleName: v.string(),
      resourceId: v.pipe(
        v.string(),
        v.check(
          (id) => CERTIFICATE_ID.test(id) || parseCertificateArn(id) !== undefined,
          "expected the ARN or the id of an ACM certificate",
        ),
      ),
    }),
  }),
  v.transform((event) => {
    const { awsAccountId, awsRegion, resourceId } = event.detail;
    return {
      ...event,
      certificate: parseCertificateArn(resourceId) ?? certificateIn(awsAccountId, awsRegion, resourceId),
    };
  }),
);

export type Approaching = EventOf<typeof approaching>;
export type RenewalActionRequired = EventOf<typeof renewalActionRequired>;
export type Available = EventOf<typeof available>;
export type Expired = EventOf<typeof expired>;
export type Revoked = EventOf<typeof revoked>;
export type Deletion = EventOf<typeof deletion>;
export type ComplianceChange = EventOf<typeof complianceChange>;

export const schema = v.variant("detail-type", [
  approaching,
  renewalActionRequired,
  available,
  expired,
  revoked,
  deletion,
  complianceChange,
]);
