/**
 * What the schemas of several sources check alike. Whatever goes into the identity of an alert goes into keys, which must
 * stay small.
 */
import { type Arn, parseArn } from "@tocsin/core/arn";
import { accountField, regionField } from "@tocsin/core/event";
import * as v from "valibot";

/** As much of an ARN as a statement shows. */
export const ARN_LIMIT = 1200;

export const textField = v.nullish(v.string());

/** A text that goes into an identity. */
export function keyField(limit: number) {
  return v.pipe(v.string(), v.nonEmpty("is empty"), atMost(limit));
}

/** The same where something else takes its place when it is missing or empty. */
export function optionalKeyField(limit: number) {
  return v.nullish(v.pipe(v.string(), atMost(limit)));
}

function atMost(limit: number) {
  return v.maxLength<string, number, string>(limit, `is longer than ${limit} characters`);
}

/** Gives `undefined` for what is not the ARN of something that `service` keeps in an account and a region. */
export function parseRegionalArn(text: string, service: string): Arn | undefined {
  if (text.length > ARN_LIMIT) return undefined;
  const arn = parseArn(text);
  return arn?.service === service && v.is(accountField, arn.account) && v.is(regionField, arn.region) ? arn : undefined;
}
