/**
 * `sync-back`: announcements of alerts that people resolved or reopened → findings that are archived in GuardDuty, and resolved or new in
 * Security Hub. An announcement is only a wake-up: the alert as the table has it counts, so an alert that was reopened meanwhile is not ended.
 */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { CallError } from "@tocsin/aws/call";
import type { FindingsArchive } from "@tocsin/aws/guardduty";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { SecurityHub } from "@tocsin/aws/security-hub";
import type { ServiceFinding, SyncedService } from "@tocsin/core/alert/synced";
import type { Head } from "@tocsin/core/transition/fold";
import { reopenedFindings, resolvedFindings } from "@tocsin/core/transition/resolved-findings";
import type { SQSRecord } from "aws-lambda";
import { subscriberSettings } from "../deployment/settings.ts";
import { done, type Fate, type QueueHandler, queueHandler, refused, retry } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { announcedIn } from "./siem/announced.ts";
import { headsOf } from "./siem/heads-of.ts";

export interface SyncBackDependencies {
  readonly alerts: Pick<AlertsReader, "heads">;
  /** Nothing is changed in a service that is not among these. */
  readonly services: readonly SyncedService[];
  readonly guardduty: FindingsArchive;
  readonly securityHubIn: (region: string) => Pick<SecurityHub, "setWorkflow">;
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
    const problems = await sync(heads, deps);
    for (const [alertId, announced] of byAlert) {
      const fate = unread.get(alertId) ?? fateOf(problems.get(alertId));
      telemetry.count("exports", fate.kind === "done" ? "synced" : "failed");
      for (const { record } of announced) fates.set(record, fate);
    }
    return fates;
  });
}

/** Only announcements of a person's ruling count: the services' own events that follow change nothing again. */
function decidedIn(records: readonly SQSRecord[], fates: Map<SQSRecord, Fate>) {
  return announcedIn(records, fates).filter(({ record, announcement }) => {
    const kind = announcement.decided?.kind;
    const isRuling = kind === "resolve" || kind === "reopen";
    if (!isRuling) fates.set(record, done);
    return isRuling;
  });
}

/** A finding, and what becomes of it. */
interface Wanted {
  readonly finding: ServiceFinding;
  readonly status: "RESOLVED" | "NEW";
}

function wantedBy(head: Head): readonly Wanted[] {
  return [
    ...resolvedFindings(head).map((finding) => ({ finding, status: "RESOLVED" }) as const),
    ...reopenedFindings(head).map((finding) => ({ finding, status: "NEW" }) as const),
  ];
}

/** Brings each alert's findings to where the alert is. Returns, by alert, why a finding could not be. */
async function sync(heads: readonly Head[], deps: SyncBackDependencies): Promise<ReadonlyMap<string, CallError>> {
  const problems = new Map<string, CallError>();
  const found = heads.flatMap((head) =>
    wantedBy(head)
      .filter(({ finding: { service } }) => deps.services.includes(service))
      .map((wanted) => ({ alertId: head.view.id, ...wanted })),
  );
  const alike = ({ finding: { service, region }, status }: Wanted) => `${service} ${region} ${status}`;
  for (const ofPlace of Map.groupBy(found, alike).values()) {
    const errors = await setAll(ofPlace, deps);
    for (const [i, { alertId }] of ofPlace.entries()) {
      const error = errors[i];
      if (error !== undefined) problems.set(alertId, error);
    }
  }
  return problems;
}

/** All of one service, Region and status. */
async function setAll(
  wanted: readonly Wanted[],
  { guardduty, securityHubIn }: SyncBackDependencies,
): Promise<readonly (CallError | undefined)[]> {
  const [first] = wanted;
  if (first === undefined) return [];
  const { service, region } = first.finding;
  const findings = wanted.map(({ finding }) => finding);
  switch (service) {
    case "guardduty":
      return guardduty.archive(
        region,
        findings.flatMap((one) => (one.service === service ? [one.id] : [])),
      );
    case "securityhub":
      return securityHubIn(region).setWorkflow(
        first.status,
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
