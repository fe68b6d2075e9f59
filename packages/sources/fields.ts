/** Fields that several sources check in the same way. Parts of an alert's identity become parts of keys, which must stay small. */
import { type Arn, isPartition, parseArn } from "@tocsin/core/event/arn";
import { accountField, regionField } from "@tocsin/core/event/event";
import { cleanProse } from "@tocsin/core/text/redact";
import { isPlain } from "@tocsin/core/text/text";
import * as v from "valibot";

/** The length of the longest ARN that a statement shows. */
export const ARN_LIMIT = 1200;

/** A name, an id or a word of a service's vocabulary. It is shown unchanged: nobody finds a resource by half of its name. */
export const nameField = v.nullish(v.string());

/**
 * One of a service's documented words, which a policy can rely on. Any other word counts as missing: the service may introduce new ones,
 * and the rest of its statement still counts.
 */
export function wordField<const W extends string>(...words: readonly W[]) {
  return v.fallback(v.nullish(v.picklist(words)), undefined);
}

/** Longer than any description that is shown. */
const PROSE_LIMIT = 1000;

/** Text that a service or a person wrote: titles, annotations, recommendations, reasons. It is redacted here. */
export const prose = v.pipe(
  v.string(),
  v.transform((text) => cleanProse(text, PROSE_LIMIT)),
);
export const proseField = v.nullish(prose);

/** A list. CloudTrail and IAM may write a list of one item as that item alone. */
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
    // There is one check, as nearly every text passes it; the reason is only determined if it fails.
    v.check(
      (text) => text.length <= limit && isPlain(text),
      ({ input }) => (input.trim() === "" ? "is empty" : input.length > limit ? tooLong(limit) : UNSHOWABLE),
    ),
  );
}

/** The same for a field that may be missing or empty, because something else can replace it. */
export function optionalKeyField(limit: number) {
  return v.nullish(
    v.pipe(
      v.string(),
      atMost(limit),
      v.check((text) => text === "" || isPlain(text), UNSHOWABLE),
    ),
  );
}

/** The key of an object in S3, which may contain any character: those that cannot be shown are removed. */
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

/** More than any service counts, and far below the largest number that can be stored. */
const WHOLE_LIMIT = 1e9;
/** A certificate may be valid for decades, but its end years ago is no longer news. */
const DAYS_LEFT = 36_500;
const DAYS_OVER = 3650;
/** DynamoDB holds no number nearer to zero. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const SMALLEST = 1e-130;

/** How many there are of something. */
export const countField = numberField(
  (value) => Number.isInteger(value) && value >= 0 && value <= WHOLE_LIMIT,
  `expected a whole number from 0 to ${WHOLE_LIMIT}`,
);

/** How many days are left; negative after the end. */
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

/** Gives `undefined` if the text is not the ARN of a resource that `service` has in an account and a Region. */
export function parseRegionalArn(text: string, service: string): Arn | undefined {
  if (text.length > ARN_LIMIT) return undefined;
  const arn = parseArn(text);
  if (arn?.service !== service || !isPartition(arn.partition)) return undefined;
  return v.is(accountField, arn.account) && v.is(regionField, arn.region) ? arn : undefined;
}
