/** The report bucket: weekly reports, with all their versions. */
import { reportKeyArn, reportRegion } from "./encryption.ts";
import { account, adopted, config, isProduction, named } from "./place.ts";

/** If the bucket is kept, its protection is kept too: removing that would suspend versions and allow public access. */
const keeping = { retainOnDelete: isProduction };

const isElsewhere = reportRegion !== config.homeRegion;
/**
 * For each resource of the bucket: the region, if it is not the provider's own; an import has it after the name.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
 */
const region = isElsewhere ? reportRegion : undefined;

export const reportBucket = new sst.aws.Bucket(
  "Reports",
  {
    versioning: true,
    cors: false,
    enforceHttps: true,
    transform: {
      bucket: (args, options) => {
        // Names of buckets are unique in all of AWS.
        args.bucket = adopted?.bucket ?? $interpolate`${named("reports")}-${account}`;
        args.forceDestroy = !isProduction;
        options.import = adopted && `${adopted.bucket}${isElsewhere ? `@${reportRegion}` : ""}`;
        args.region = region;
      },
      policy: (args) => {
        args.region = region;
      },
      publicAccessBlock: (args) => {
        args.region = region;
      },
      versioning: (args) => {
        args.region = region;
      },
    },
  },
  keeping,
);

export const reportEncryption = new aws.s3.BucketServerSideEncryptionConfiguration(
  "ReportsEncryption",
  {
    bucket: reportBucket.name,
    region,
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: reportKeyArn },
        // One data key for the bucket instead of one for each object.
        bucketKeyEnabled: true,
      },
    ],
  },
  keeping,
);
