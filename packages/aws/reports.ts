/** The report bucket. */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { describe, isRetryable, ReportStoreError } from "./errors.ts";

export interface Reports {
  /** Stores one rendering of a report. @throws ReportStoreError */
  put(report: { readonly key: string; readonly body: string; readonly contentType: string }): Promise<void>;
}

export function createReports({
  client,
  bucketName,
}: {
  readonly client: S3Client;
  readonly bucketName: string;
}): Reports {
  return {
    async put({ key, body, contentType }) {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: body, ContentType: contentType }));
      } catch (error) {
        throw new ReportStoreError(describe("PutObject", error), isRetryable(error), error);
      }
    },
  };
}
