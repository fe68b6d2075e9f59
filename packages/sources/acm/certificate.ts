/** A certificate is known by its ARN, however an event names it. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import * as v from "valibot";
import { parseRegionalArn } from "../fields.ts";

export interface Certificate {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** A UUID, as far as is known. */
  readonly id: string;
}

const RESOURCE = /^certificate\/([\w-]{1,128})$/;

/** Gives `undefined` if the text is not the ARN of an ACM certificate. */
export function parseCertificateArn(text: string): Certificate | undefined {
  const arn = parseRegionalArn(text, "acm");
  const id = RESOURCE.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || id === undefined) return undefined;
  return { arn: text, partition: arn.partition, account: arn.account, region: arn.region, id };
}

/** A field that holds the ARN of a certificate. */
export const certificateField = v.pipe(
  v.string(),
  v.rawTransform<string, Certificate>(({ dataset, addIssue, NEVER }) => {
    const certificate = parseCertificateArn(dataset.value);
    if (certificate !== undefined) return certificate;
    addIssue({ message: "expected the ARN of an ACM certificate" });
    return NEVER;
  }),
);

export const CERTIFICATE_ID = /^(?:certificate\/)?[\w-]{1,128}$/;

/** The certificate that `id`, in the form of `CERTIFICATE_ID`, names in an account and region. */
export function certificateIn(account: string, region: string, id: string): Certificate {
  const bare = id.replace("certificate/", "");
  const partition = partitionOf(region);
  const arn = formatArn({ partition, service: "acm", region, account, resource: `certificate/${bare}` });
  return { arn, partition, account, region, id: bare };
}

/** The fields that all statements about a certificate share. */
export function about<C extends ConditionName>(condition: C, certificate: Certificate) {
  const { partition, account, region, arn, id } = certificate;
  const identity: Identity<C> = { condition, partition, account, region, resource: arn, discriminator: "" };
  return { identity, resource: arn, link: consoleLink(region, `/acm/home?region=${region}#/certificates/${id}`) };
}
