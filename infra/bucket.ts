/** The report bucket: weekly reports, kept with every version that they had. */
import { key } from "./encryption.ts";
import { account, adopted, isProduction, named } from "./place.ts";

/** A bucket that is kept keeps what protects it too: its removal would suspend versions, and allow what is public. */
const keeping = { retainOnDelete: isProduction };

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
        options.import = adopted?.bucket;
      },
    },
  },
  keeping,
);

export const reportEncryption = new aws.s3.BucketServerSideEncryptionConfiguration(
  "ReportsEncryption",
  {
    bucket: reportBucket.name,
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
        // One data key for the bucket instead of one for each object.
        bucketKeyEnabled: true,
      },
    ],
  },
  keeping,
);
