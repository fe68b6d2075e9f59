/**
 * `security-hub`: announcements → findings of Security Hub. An announcement is only a wake-up here: the alert is written as it is in the
 * table, so neither their order nor their number matters.
 */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { SecurityHub } from "@tocsin/aws/security-hub";
import { asffOf, type FindingPlace } from "@tocsin/channels/security-hub/asff-finding";
import type { SQSRecord } from "aws-lambda";
import { subscriberSettings } from "../../deployment/settings.ts";
import { done, type Fate, type QueueHandler, queueHandler, refused, retry } from "../../runtime/batch.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { announcedIn } from "./announced.ts";
import { headsOf } from "./heads-of.ts";

export interface SecurityHubDependencies {
  readonly alerts: Pick<AlertsReader, "heads">;
  readonly securityHub: SecurityHub;
  readonly place: FindingPlace;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
}

/** An alert that changes this often while it is written is left to the announcements of its changes. */
const ROUNDS = 3;

export function securityHubHandler(deps: SecurityHubDependencies): QueueHandler {
  const { telemetry, deadLetters } = deps;
  const { maxReceiveCount } = subscriberSettings;
  return queueHandler({ telemetry, deadLetters, maxReceiveCount, metric: "exports" }, async (records) => {
    const fates = new Map<SQSRecord, Fate>();
    const byAlert = Map.groupBy(announcedIn(records, fates), ({ announcement }) => announcement.alertId);
    const ends = await write([...byAlert.keys()], deps);
    for (const [alertId, announced] of byAlert) {
      const fate = ends.get(alertId) ?? done;
      telemetry.count("exports", fate.kind === "done" ? "written" : "failed");
      for (const { record } of announced) fates.set(record, fate);
    }
    return fates;
  });
}

/** Gives the fate of each alert that was not written as it is now. */
async function write(alertIds: readonly string[], deps: SecurityHubDependencies): Promise<ReadonlyMap<string, Fate>> {
  const ends = new Map<string, Fate>();
  const written = new Map<string, number>();
  let pending = alertIds;
  for (let round = 1; pending.length > 0; round++) {
    const { heads, unread } = await headsOf(pending, deps.alerts);
    for (const [alertId, fate] of unread) ends.set(alertId, fate);
    // Two invocations may write one alert at a time, and Security Hub does not say which came first: whoever wrote looks again.
    const changed = heads.filter(({ view, version }) => written.get(view.id) !== version);
    if (changed.length === 0) break;
    if (round > ROUNDS) {
      for (const { view } of changed) ends.set(view.id, retry(new Error("the alert changed while it was written")));
      break;
    }
    const errors = await deps.securityHub.write(changed.map((head) => asffOf(head, deps.place)));
    for (const [i, { view, version }] of changed.entries()) {
      const error = errors[i];
      if (error === undefined) written.set(view.id, version);
      else ends.set(view.id, error.retryable ? retry(error) : refused(error.message));
    }
    pending = changed.map(({ view }) => view.id).filter((id) => !ends.has(id));
  }
  return ends;
}
