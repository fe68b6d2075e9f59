/** The report bucket. */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { call } from "./call.ts";

export interface Reports {
  /** Stores one rendering of a report. @throws CallError */
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
      const command = new PutObjectCommand({ Bucket: bucketName, Key: key, Body: body, ContentType: contentType });
      await call("PutObject", () => client.send(command));
    },
  };
}
