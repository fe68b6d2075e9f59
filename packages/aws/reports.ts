/** The report bucket. */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { call } from "./call.ts";

export interface ReportFile {
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

export interface Reports {
  /** Stores a file, in the place of one that is there. @throws CallError */
  put(file: ReportFile): Promise<void>;
  /** Stores a file where there is none, and gives whether there was none. @throws CallError */
  putIfAbsent(file: ReportFile): Promise<boolean>;
  /** Nothing, where there is no such file. @throws CallError */
  get(key: string): Promise<string | undefined>;
}

export function createReports({
  client,
  bucketName,
}: {
  readonly client: S3Client;
  readonly bucketName: string;
}): Reports {
  return {
    put: async (file) => void (await call("PutObject", () => send(file))),
    putIfAbsent,
    get,
  };

  async function putIfAbsent(file: ReportFile): Promise<boolean> {
    // The condition below holds against whoever writes at the same time; this spares the writing.
    if ((await get(file.key)) !== undefined) return false;
    return call("PutObject", async () => {
      try {
        await send(file, { IfNoneMatch: "*" });
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === "PreconditionFailed") return false;
        throw error;
      }
    });
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
  async function send({ key, body, contentType }: ReportFile, condition: { readonly IfNoneMatch?: "*" } = {}) {
    const file = { Bucket: bucketName, Key: key, Body: body, ContentType: contentType };
    await client.send(new PutObjectCommand({ ...file, ...condition }));
  }

  async function get(key: string): Promise<string | undefined> {
    return call("GetObject", async () => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
        return await Body?.transformToString("utf8");
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });
  }
}
