/** Where the reports are that were stored: in the bucket of a stage, or in the directory of a run. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { callerOf } from "@tocsin/aws/caller";
import { createReports, type Reports } from "@tocsin/aws/reports";
import { parseArn } from "@tocsin/core/event/arn";
import { configAtHand } from "../config-file.ts";
import { CommandError } from "../output/terminal.ts";
import { deployedStage } from "./deployed-stage.ts";
import type { TableOptions } from "./open-table.ts";
import type { StageTableOptions } from "./stage-table.ts";

export type ReportsReader = Pick<Reports, "get">;

/** @throws CommandError, CallError when AWS does not say whose the credentials are. */
export async function withReports<T>(
  options: TableOptions & StageTableOptions,
  use: (reports: ReportsReader) => Promise<T>,
): Promise<T> {
  if (options.stage === undefined) return use({ get: (key) => storedIn(options.dataDir, key) });
  const client = new S3Client({ followRegionRedirects: true });
  try {
    return await use(createReports({ client, bucketName: await bucketOf(options.stage, options.config) }));
  } finally {
    client.destroy();
  }
}

/** As `infra/bucket.ts` names it; production may have adopted another. */
async function bucketOf(stage: string, config: string | undefined): Promise<string> {
  const adopted = stage === "prod" ? configAtHand(config)?.adopt?.bucket : undefined;
  if (adopted !== undefined) return adopted;
  const client = new STSClient();
  try {
    const account = parseArn((await callerOf(client)).arn)?.account;
    if (account === undefined) throw new CommandError("the caller has no account");
    return `${deployedStage(stage, config).prefix}-reports-${account}`;
  } finally {
    client.destroy();
  }
}

async function storedIn(directory: string, key: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, key), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
