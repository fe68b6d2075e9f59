/** `review`, by the minute: evaluates again what time alone may have changed. Deadlines need no further event to become severe. */

import middy from "@middy/core";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import type { Instant } from "@tocsin/core/event/instant";
import type { World } from "@tocsin/core/policy/world";
import type { Context } from "aws-lambda";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface ReviewDependencies {
  readonly alerts: AlertsWriter;
  readonly dueAlerts: DueAlerts;
  readonly world: () => Promise<World>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export type ReviewHandler = (event: unknown, context: Context) => Promise<{ readonly reviewed: number }>;

/** A page a shard; the next minute takes up what a very full one leaves. */
const PAGE = 25;
const ROUNDS = 40;

export function reviewHandler(deps: ReviewDependencies): ReviewHandler {
  return middy<unknown, { readonly reviewed: number }>()
    .use([...deps.telemetry.middleware])
    .handler(() => review(deps));
}

/**
 * Each alert once an invocation, even when the index still shows it as due a moment after it was written.
 * @throws CallError when an alert could not be written, after the others were: the next run finds it due again.
 */
async function review({
  alerts,
  dueAlerts,
  world,
  now,
  telemetry,
}: ReviewDependencies): Promise<{ readonly reviewed: number }> {
  const reviewed = new Set<string>();
  const failures: Error[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = (await dueAlerts(now(), PAGE)).filter(({ alertId }) => !reviewed.has(alertId));
    if (due.length === 0) break;
    const changes = due.map(({ alertId }) => ({ alertId, observations: [], decisions: [] }));
    for (const { alertId } of changes) reviewed.add(alertId);
    for (const result of await alerts.apply(changes, await world(), now())) {
      telemetry.count("reviews", result.ok ? (result.entries.at(-1)?.reason ?? "unchanged") : "failed");
      if (!result.ok) failures.push(result.error);
    }
  }
  if (failures[0]) throw failures[0];
  return { reviewed: reviewed.size };
}
