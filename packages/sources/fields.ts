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

/** More than any service counts, and far from where numbers can no longer be stored. */
const WHOLE_LIMIT = 1e9;
const SCORE_LIMIT = 100;
/** DynamoDB holds no number nearer to zero. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const SMALLEST = 1e-130;

/** How many there are of something. */
export const countField = numberField(
  (value) => Number.isInteger(value) && value >= 0 && value <= WHOLE_LIMIT,
  `expected a whole number from 0 to ${WHOLE_LIMIT}`,
);

/** How many days are left; what is over counts on below zero. */
export const daysField = numberField(
  (value) => Number.isInteger(value) && Math.abs(value) <= WHOLE_LIMIT,
  `expected a whole number of days, at most ${WHOLE_LIMIT}`,
);

/** How bad or how likely something is, on whatever scale between 0 and 100. */
export const scoreField = numberField(
  (value) => value === 0 || (value >= SMALLEST && value <= SCORE_LIMIT),
  `expected a number from 0 to ${SCORE_LIMIT}, and none too small to be stored`,
);

function numberField(accepts: (value: number) => boolean, expected: string) {
  return v.pipe(v.number(), v.check(accepts, expected));
}

/** Gives `undefined` for what is not the ARN of something that `service` keeps in an account and a region. */
export function parseRegionalArn(text: string, service: string): Arn | undefined {
  if (text.length > ARN_LIMIT) return undefined;
  const arn = parseArn(text);
  return arn?.service === service && v.is(accountField, arn.account) && v.is(regionField, arn.region) ? arn : undefined;
}
