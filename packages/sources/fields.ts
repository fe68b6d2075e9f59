/**
 * What the schemas of several sources check alike. Whatever goes into the identity of an alert goes into keys, which must
 * stay small.
 */
import { type Arn, isPartition, parseArn } from "@tocsin/core/event/arn";
import { accountField, regionField } from "@tocsin/core/event/event";
import { cleanProse } from "@tocsin/core/text/redact";
import { isPlain } from "@tocsin/core/text/text";
import * as v from "valibot";

/** As much of an ARN as a statement shows. */
export const ARN_LIMIT = 1200;

/** A name, an id or a word of a service's vocabulary. It is shown as it is: nobody finds a resource by half of its name. */
export const nameField = v.nullish(v.string());

/**
 * One of a service's documented words, which a policy can rely on. Another is as good as missing: the service may make up new
 * ones, and the rest of its statement still counts.
 */
export function wordField<const W extends string>(...words: readonly W[]) {
  return v.fallback(v.nullish(v.picklist(words)), undefined);
}

/** More than is shown of any description. */
const PROSE_LIMIT = 1000;

/** What a service or a person wrote about something: titles, annotations, recommendations, reasons. It is redacted here. */
export const prose = v.pipe(
  v.string(),
  v.transform((text) => cleanProse(text, PROSE_LIMIT)),
);
export const proseField = v.nullish(prose);

/** A list, of which CloudTrail and IAM may write one that has a single item as that item. */
export const oneOrMany = <S extends v.GenericSchema>(item: S) =>
  v.union([
    v.array(item),
    v.pipe(
      item,
      v.transform((one) => [one]),
    ),
  ]);

const UNSHOWABLE = "holds what cannot be shown";

/** A text that goes into an identity. */
export function keyField(limit: number) {
  return v.pipe(
    v.string(),
    // One check, as nearly every text passes it; which of its reasons it was is asked only when it was one.
    v.check(
      (text) => text.length <= limit && isPlain(text),
      ({ input }) => (input.trim() === "" ? "is empty" : input.length > limit ? tooLong(limit) : UNSHOWABLE),
    ),
  );
}

/** The same where something else takes its place when it is missing or empty. */
export function optionalKeyField(limit: number) {
  return v.nullish(
    v.pipe(
      v.string(),
      atMost(limit),
      v.check((text) => text === "" || isPlain(text), UNSHOWABLE),
    ),
  );
}

/** The key of an object in S3, which may hold any character there is: it is shown without those that cannot be. */
export const objectKeyField = v.pipe(
  v.string(),
  v.nonEmpty("is empty"),
  atMost(1024),
  v.check((text) => text.isWellFormed(), "is not well-formed"),
);

export const partitionField = v.pipe(v.string(), v.check(isPartition, "expected a partition such as aws or aws-cn"));

function atMost(limit: number) {
  return v.maxLength<string, number, string>(limit, tooLong(limit));
}

function tooLong(limit: number): string {
  return `is longer than ${limit} characters`;
}

/** More than any service counts, and far from where numbers can no longer be stored. */
const WHOLE_LIMIT = 1e9;
/** A certificate may be valid for long; that one ended long ago is news no more. */
const DAYS_LEFT = 36_500;
const DAYS_OVER = 3650;
/** DynamoDB holds no number nearer to zero. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const SMALLEST = 1e-130;

/** How many there are of something. */
export const countField = numberField(
  (value) => Number.isInteger(value) && value >= 0 && value <= WHOLE_LIMIT,
  `expected a whole number from 0 to ${WHOLE_LIMIT}`,
);

/** How many days are left; what is over counts on below zero. */
export const daysField = numberField(
  (value) => Number.isInteger(value) && value >= -DAYS_OVER && value <= DAYS_LEFT,
  `expected a whole number of days, from -${DAYS_OVER} to ${DAYS_LEFT}`,
);

/** How bad or how likely something is, on a scale from 0 to `most`. */
export function scoreField(most: number) {
  return numberField(
    (value) => value === 0 || (value >= SMALLEST && value <= most),
    `expected a number from 0 to ${most}, and none too small to be stored`,
  );
}

export function numberField(accepts: (value: number) => boolean, expected: string) {
  return v.pipe(v.number(), v.check(accepts, expected));
}

/** Gives `undefined` for what is not the ARN of something that `service` keeps in an account and a region. */
export function parseRegionalArn(text: string, service: string): Arn | undefined {
  if (text.length > ARN_LIMIT) return undefined;
  const arn = parseArn(text);
  if (arn?.service !== service || !isPartition(arn.partition)) return undefined;
  return v.is(accountField, arn.account) && v.is(regionField, arn.region) ? arn : undefined;
}
