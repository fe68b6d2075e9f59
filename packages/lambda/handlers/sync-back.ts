/**
 * `sync-back`: announcements of what people resolved → findings that are archived in GuardDuty, or resolved in Security Hub. An announcement is no
 * more than a wake-up: what counts is the alert as the table has it, so that what was opened again meanwhile is left alone.
 */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { CallError } from "@tocsin/aws/call";
import type { FindingsArchive } from "@tocsin/aws/guardduty";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { SecurityHub } from "@tocsin/aws/security-hub";
import type { ServiceFinding, SyncedService } from "@tocsin/core/alert/synced";
import type { Head } from "@tocsin/core/transition/fold";
import { resolvedFindings } from "@tocsin/core/transition/resolved-findings";
import type { SQSRecord } from "aws-lambda";
import { subscriberSettings } from "../deployment/settings.ts";
import { done, type Fate, type QueueHandler, queueHandler, refused, retry } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { announcedIn } from "./siem/announced.ts";
import { headsOf } from "./siem/heads-of.ts";

export interface SyncBackDependencies {
  readonly alerts: Pick<AlertsReader, "heads">;
  /** Nothing is ended in a service that is not among these. */
  readonly services: readonly SyncedService[];
  readonly guardduty: FindingsArchive;
  readonly securityHubIn: (region: string) => Pick<SecurityHub, "resolve">;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
}

export function syncBackHandler(deps: SyncBackDependencies): QueueHandler {
  const { telemetry, deadLetters } = deps;
  const { maxReceiveCount } = subscriberSettings;
  return queueHandler({ telemetry, deadLetters, maxReceiveCount, metric: "exports" }, async (records) => {
    const fates = new Map<SQSRecord, Fate>();
    const byAlert = Map.groupBy(decidedIn(records, fates), ({ announcement }) => announcement.alertId);
    const { heads, unread } = await headsOf([...byAlert.keys()], deps.alerts);
    const problems = await ended(heads, deps);
    for (const [alertId, announced] of byAlert) {
      const fate = unread.get(alertId) ?? fateOf(problems.get(alertId));
      telemetry.count("exports", fate.kind === "done" ? "synced" : "failed");
      for (const { record } of announced) fates.set(record, fate);
    }
    return fates;
  });
}

/** Only announcements of what a person resolved count: the services' own events that follow end nothing again. */
function decidedIn(records: readonly SQSRecord[], fates: Map<SQSRecord, Fate>) {
  return announcedIn(records, fates).filter(({ record, announcement }) => {
    const isResolved = announcement.decided?.kind === "resolve";
    if (!isResolved) fates.set(record, done);
    return isResolved;
  });
}

/** Ends each alert's active findings. Returns, by alert, why a finding was not ended. */
async function ended(heads: readonly Head[], deps: SyncBackDependencies): Promise<ReadonlyMap<string, CallError>> {
  const problems = new Map<string, CallError>();
  const found = heads.flatMap((head) =>
    resolvedFindings(head)
      .filter(({ service }) => deps.services.includes(service))
      .map((finding) => ({ alertId: head.view.id, finding })),
  );
  for (const ofPlace of Map.groupBy(found, ({ finding: { service, region } }) => `${service} ${region}`).values()) {
    const errors = await endAll(
      ofPlace.map(({ finding }) => finding),
      deps,
    );
    for (const [i, { alertId }] of ofPlace.entries()) {
      const error = errors[i];
      if (error !== undefined) problems.set(alertId, error);
    }
  }
  return problems;
}

/** All of one service and Region. */
async function endAll(
  findings: readonly ServiceFinding[],
  { guardduty, securityHubIn }: SyncBackDependencies,
): Promise<readonly (CallError | undefined)[]> {
  const [first] = findings;
  if (first === undefined) return [];
  const { service, region } = first;
  switch (service) {
    case "guardduty":
      return guardduty.archive(
        region,
        findings.flatMap((one) => (one.service === service ? [one.id] : [])),
      );
    case "securityhub":
      return securityHubIn(region).resolve(
        findings.flatMap((one) =>
          one.service === service ? [{ Id: one.key.id, ProductArn: one.key.productArn }] : [],
        ),
      );
    default:
      return service satisfies never;
  }
}

function fateOf(problem: CallError | undefined): Fate {
  if (problem === undefined) return done;
  return problem.retryable ? retry(problem) : refused(problem.message);
}
