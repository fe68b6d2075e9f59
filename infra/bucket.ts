/** The report bucket: weekly reports, kept with every version that they had. */
import { key } from "./encryption.ts";
import { account, isProduction, named } from "./place.ts";

export const reportBucket = new sst.aws.Bucket("Reports", {
  versioning: true,
  cors: false,
  enforceHttps: true,
  transform: {
    bucket: (args) => {
      // Names of buckets are unique in all of AWS.
      args.bucket = $interpolate`${named("reports")}-${account}`;
      args.forceDestroy = !isProduction;
    },
  },
});

export const reportEncryption = new aws.s3.BucketServerSideEncryptionConfiguration("ReportsEncryption", {
  bucket: reportBucket.name,
  rules: [
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
      // One data key for the bucket instead of one for each object.
      bucketKeyEnabled: true,
    },
  ],
});
