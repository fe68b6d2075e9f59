/** The rules of an organization for everything deployed into its accounts, for example by service control policies. */
import * as v from "valibot";
import { regionField } from "./fields.ts";

/** Shorter ones leave a stage six characters: see `checkedStage`. */
const LONGEST_PREFIX = 32;
/** What AWS keeps for itself at the beginning of the names of parameters and buckets. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED = /^(?:aws|ssm|xn--|sthree-|amzn-s3-demo-)/;

const namePrefixField = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    "expected lower-case letters, digits and single hyphens, a letter first, such as acme-tocsin",
  ),
  v.maxLength(LONGEST_PREFIX, `is longer than ${LONGEST_PREFIX} characters`),
  v.check((prefix) => !RESERVED.test(prefix), "begins with what AWS keeps for its own names"),
);

/**
 * Those of IAM's characters that have no special meaning in an ARN or a pattern.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const SEGMENT = /[\w+=,.@-]+/;

const boundaryField = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${SEGMENT.source}/)*${SEGMENT.source}$`),
    "expected the name of a policy that each account has, with its path where it has one, such as boundaries/Workload, and no ARN",
  ),
  v.maxLength(256, "is longer than 256 characters"),
);

/** The central bus's policy names each forwarding role with its path, and must stay within AWS's limit. */
const LONGEST_PATH = 128;

const rolePathField = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^/(?:(?!aws-)${SEGMENT.source}/)*$`),
    "expected a path that begins and ends with a slash, such as /security/, and no part of it with aws-",
  ),
  v.maxLength(LONGEST_PATH, `is longer than ${LONGEST_PATH} characters`),
);

/** The tags that everything has anyway; SST adds two more. */
export const ownTagKeys = ["app", "stage"] as const;
const SST_TAGS = 2;
/** The functions' code is in S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const TAGS_OF_AN_OBJECT = 10;
const MOST_TAGS = TAGS_OF_AN_OBJECT - ownTagKeys.length - SST_TAGS;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagText = (most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[\p{L}\p{N} _.:/=+@-]+$/u, "expected letters, digits, spaces and _ . : / = + - @"),
    v.maxLength(most, `is longer than ${most} characters`),
  );

const tagsField = v.pipe(
  v.record(
    v.pipe(
      tagText(128),
      v.check((key) => !/^(?:aws|sst):/i.test(key), "begins with aws: or sst:, which are not yours to set"),
    ),
    tagText(256),
  ),
  v.check((tags) => Object.keys(tags).length > 0, "is empty"),
  v.check(
    (tags) => Object.keys(tags).length <= MOST_TAGS,
    `has more than ${MOST_TAGS}: an object in S3, as the functions' code is, has at most ${TAGS_OF_AN_OBJECT}, and ${TAGS_OF_AN_OBJECT - MOST_TAGS} are Tocsin's and SST's`,
  ),
  // IAM ignores the case of tag keys. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  v.check(
    (tags) => {
      const keys = [...new Set([...Object.keys(tags), ...ownTagKeys])];
      return new Set(keys.map((key) => key.toLowerCase())).size === keys.length;
    },
    `has keys that differ in nothing but capitals, from each other or from ${ownTagKeys.join(" and ")}, which are Tocsin's`,
  ),
  v.readonly(),
);

const keyField = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "expected the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab, and not its alias",
  ),
);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
] as const;

export const organizationRulesSchema = v.strictObject({
  /** The beginning of every name, instead of `tocsin`. */
  namePrefix: v.optional(namePrefixField),
  /** The policy that bounds every role: its name in each account. */
  permissionsBoundary: v.optional(boundaryField),
  rolePath: v.optional(rolePathField),
  /** Of everything that can be tagged. */
  tags: v.optional(tagsField),
  /** A key in the security account; the stack then makes none. */
  key: v.optional(keyField),
  logRetentionDays: v.optional(
    v.picklist(RETENTIONS_DAYS, `expected a number of days that CloudWatch Logs knows: ${RETENTIONS_DAYS.join(", ")}`),
  ),
  /** The region of the weekly reports, if it is not the home region. */
  reportRegion: v.optional(regionField),
  /** A key in `reportRegion`, if `key` is given: S3 only encrypts with keys of the bucket's region. */
  reportKey: v.optional(keyField),
});

export type OrganizationRules = Readonly<v.InferOutput<typeof organizationRulesSchema>>;
