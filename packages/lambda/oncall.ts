/** `oncall`: the queue of announcements → channels. Each channel shows an announcement once. */
import type { DeadLetters } from "@tocsin/aws/dead-letters";
import type { Deliveries } from "@tocsin/aws/deliveries";
import { type Channel, DeliveryError } from "@tocsin/channels/channel";
import { routesFor } from "@tocsin/channels/routing";
import { type Announcement, parseAnnouncement } from "@tocsin/core/announcement";
import type { Instant } from "@tocsin/core/instant";
import type { Parsed, Refusal } from "@tocsin/core/parse";
import type { Policy } from "@tocsin/core/policy";
import type { SQSRecord } from "aws-lambda";
import { type Outcomes, type QueueHandler, queueHandler } from "./batch.ts";
import type { Telemetry } from "./telemetry.ts";

export interface OncallDependencies {
  readonly deliveries: Deliveries;
  readonly deadLetters: DeadLetters;
  readonly policy: () => Promise<Policy>;
  /** The channel of this name in the policy. */
  readonly channel: (policy: Policy, name: string) => Channel;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export function oncallHandler(deps: OncallDependencies): QueueHandler {
  return queueHandler(deps.telemetry, async (records): Promise<Outcomes<SQSRecord>> => {
    const policy = await deps.policy();
    const outcomes = new Map<SQSRecord, Error | undefined>();
    await Promise.all(
      groupCopies(records).map(async (copies) => {
        for (const copy of copies) outcomes.set(copy.record, await handle(copy, policy, deps));
      }),
    );
    return outcomes;
  });
}

interface Received {
  readonly record: SQSRecord;
  readonly announcement: Parsed<Announcement>;
}

/** Copies of one announcement are handled one after the other, so that the second sees what the first has delivered. */
function groupCopies(records: readonly SQSRecord[]): readonly (readonly Received[])[] {
  const received = records.map((record) => ({ record, announcement: parseAnnouncement(record.body) }));
  const groups = Map.groupBy(received, ({ record, announcement }) =>
    announcement.ok ? `${announcement.value.alertId} ${announcement.value.version}` : record.messageId,
  );
  return [...groups.values()];
}

/** Gives the error for which the message is to be delivered again. */
async function handle(
  { record, announcement }: Received,
  policy: Policy,
  deps: OncallDependencies,
): Promise<Error | undefined> {
  try {
    const refusals = announcement.ok ? await notify(announcement.value, policy, deps) : [announcement.refusal];
    for (const refusal of refusals) {
      await deps.deadLetters.bury(record, refusal);
      deps.telemetry.count("notifications", "refused");
      deps.telemetry.log.error("a notification can never be delivered", {
        path: refusal.path,
        reason: refusal.problem,
      });
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Tells every channel that has not been told. Gives what can never be delivered; one channel's failure stops no other.
 * @throws Error when a delivery may succeed later, after the other channels were told.
 */
async function notify(
  announcement: Announcement,
  policy: Policy,
  { deliveries: record, channel, now, telemetry }: OncallDependencies,
): Promise<readonly Refusal[]> {
  const { alertId, version } = announcement;
  const routing = routesFor(policy, announcement);
  if (routing.deliveries.length === 0) {
    telemetry.count("notifications", routing.reason);
    return [];
  }
  const channels = routing.deliveries.map((delivery) => delivery.channel);
  const told = await record.delivered(alertId, version, channels);
  const refusals: Refusal[] = [];
  const failures: Error[] = [];
  // Side by side: a channel that does not answer must not use up the time of the others.
  await Promise.all(
    routing.deliveries.map(async ({ channel: name, route }) => {
      if (told.has(name)) return telemetry.count("notifications", "already-told");
      try {
        const { handle } = await channel(policy, name).send({ announcement, route });
        // Recorded after it was made: a crash between the two tells the channel twice, but never leaves it untold.
        await record.record({ alertId, version, channel: name, at: now(), handle });
        telemetry.count("notifications", "delivered");
      } catch (error) {
        if (error instanceof DeliveryError && !error.retryable) refusals.push({ path: name, problem: error.message });
        else failures.push(error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  if (failures[0]) throw failures[0];
  return refusals;
}
