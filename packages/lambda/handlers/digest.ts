/** `digest`, weekly: the week's report → bucket and topic. */

import middy from "@middy/core";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Reports } from "@tocsin/aws/reports";
import type { Topic } from "@tocsin/aws/topic";
import type { Instant } from "@tocsin/core/event/instant";
import { boundsOf, weekBefore, weekOf } from "@tocsin/core/event/week";
import { reportFiles } from "@tocsin/digest/render/files";
import { renderText, subject } from "@tocsin/digest/render/text";
import { buildReport } from "@tocsin/digest/report/report";
import type { Context } from "aws-lambda";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface DigestDependencies {
  readonly alerts: Pick<AlertsReader, "parts">;
  readonly reports: Reports;
  readonly topic: Topic;
  /** What the report is of, as its readers name it. */
  readonly scope: string;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/** `week` as `2026-W47`; left out, it is the week before the present one. */
export interface DigestRequest {
  readonly week?: string | undefined;
}

export interface DigestResult {
  readonly week: string;
  /** The keys of the report's renderings in the bucket. */
  readonly keys: readonly string[];
}

export type DigestHandler = (event: DigestRequest, context: Context) => Promise<DigestResult>;

/** @throws RangeError for a week that does not exist; @throws CallError to be run again. */
export function digestHandler(deps: DigestDependencies): DigestHandler {
  return middy<DigestRequest, DigestResult>()
    .use([...deps.telemetry.middleware])
    .handler(({ week }) => digest(week ?? weekBefore(weekOf(deps.now())), deps));
}

async function digest(
  week: string,
  { alerts, reports, topic, scope, now, telemetry }: DigestDependencies,
): Promise<DigestResult> {
  if (!boundsOf(week)) throw new RangeError(`not an ISO week such as 2026-W47: ${JSON.stringify(week)}`);
  const report = await buildReport({ week, now: now(), scope, parts: alerts.parts() });
  const files = reportFiles(report);
  for (const file of files) await reports.put(file);
  await topic.publishDigest({ subject: subject(report), text: renderText(report) });
  telemetry.count("digests", "published");
  return { week, keys: files.map(({ key }) => key) };
}
