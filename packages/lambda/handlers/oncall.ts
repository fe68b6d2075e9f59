/** `oncall`: the queue of announcements → channels. Each channel shows an announcement once. */
import { setTimeout } from "node:timers/promises";
import type { Claim, Deliveries, DeliveryKey } from "@tocsin/aws/alerts/deliveries";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { type Channel, DeliveryError, type Notification } from "@tocsin/channels/channel";
import { routesFor } from "@tocsin/channels/routing";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Parsed, Refusal } from "@tocsin/core/text/parse";
import { type Announcement, parseAnnouncement } from "@tocsin/core/transition/announcement";
import type { SQSRecord } from "aws-lambda";
import { oncallSettings } from "../deployment/settings.ts";
import { asError } from "../runtime/as-error.ts";
import { done, type Fate, type QueueHandler, queueHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface OncallDependencies {
  readonly deliveries: Deliveries;
  readonly deadLetters: DeadLetters;
  readonly policy: () => Promise<Policy>;
  /** The channel of this name in the policy. */
  readonly channel: (policy: Policy, name: string) => Channel;
  readonly now: () => Instant;
  /** The clock of claims, which are between processes, whatever the time of a scenario. */
  readonly machineNow: () => Instant;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly telemetry: Telemetry;
}

export function oncallHandler(deps: OncallDependencies): QueueHandler {
  const { maxReceiveCount } = oncallSettings;
  return queueHandler({ ...deps, maxReceiveCount, metric: "notifications" }, async (records) => {
    const policy = await deps.policy();
    const fates = new Map<SQSRecord, Fate>();
    await Promise.all(
      groupByAlert(records).map(async (ofAlert) => {
        const failed = new Map<string, Error>();
        for (const { record, announcement } of ofAlert)
          fates.set(record, await fateOf(announcement, record.receiptHandle, failed, policy, deps));
      }),
    );
    return fates;
  });
}

interface Received {
  readonly record: SQSRecord;
  readonly announcement: Parsed<Announcement>;
}

/**
 * What is known of one alert is handled in the order of its versions, so that no channel is notified of an older one after a newer, and
 * the second copy of one version sees what the first has delivered.
 */
function groupByAlert(records: readonly SQSRecord[]): readonly (readonly Received[])[] {
  const received = records.map((record) => ({ record, announcement: parseAnnouncement(record.body) }));
  const groups = Map.groupBy(received, ({ record, announcement }) =>
    announcement.ok ? announcement.value.alertId : record.messageId,
  );
  return [...groups.values()].map((ofAlert) => ofAlert.toSorted((a, b) => versionOf(a) - versionOf(b)));
}

function versionOf({ announcement }: Received): number {
  return announcement.ok ? announcement.value.version : 0;
}

/**
 * Notifies every channel that was not notified before. One channel's failure stops no other.
 * @param failed the channels that have failed for an earlier version or copy: to wait for them again would take the time of the batch,
 * and a later version must not reach them before the earlier one.
 */
async function fateOf(
  announcement: Parsed<Announcement>,
  claimant: string,
  failed: Map<string, Error>,
  policy: Policy,
  deps: OncallDependencies,
): Promise<Fate> {
  if (!announcement.ok) return { kind: "refused", refusals: [announcement.refusal] };
  const routing = routesFor(policy, announcement.value);
  if (routing.deliveries.length === 0) {
    deps.telemetry.count("notifications", routing.reason);
    return done;
  }
  const refusals: Refusal[] = [];
  const failures: Error[] = [];
  // Side by side: a channel that does not answer must not use up the time of the others.
  await Promise.all(
    routing.deliveries.map(async ({ channel, route }) => {
      const failure = failed.get(channel);
      if (failure) return void failures.push(failure);
      try {
        const notification = { announcement: announcement.value, route };
        const outcome = await deliver(notification, deps.channel(policy, channel), claimant, deps);
        deps.telemetry.count("notifications", outcome);
      } catch (error) {
        if (error instanceof DeliveryError && !error.retryable)
          refusals.push({ path: channel, problem: error.message });
        else {
          failures.push(asError(error));
          failed.set(channel, asError(error));
        }
      }
    }),
  );
  if (failures[0]) return { kind: "retry", error: failures[0] };
  return refusals.length > 0 ? { kind: "refused", refusals } : done;
}

/** As long as an invocation lasts, and much longer than a channel takes: after it the claimant has crashed. */
const CLAIM_MILLISECONDS = 60_000;
/** Over all deliveries of a message it outlasts a claim, so that what a crash left claimed is still delivered. */
const PATIENCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 250;

/** @throws DeliveryError, CallError */
async function deliver(
  notification: Notification,
  channel: Channel,
  claimant: string,
  deps: OncallDependencies,
): Promise<"delivered" | "already-delivered"> {
  const { deliveries, now } = deps;
  const { alertId, version } = notification.announcement;
  const key = { alertId, version, channel: channel.name };
  const claim = await claimed(key, claimant, deps);
  if (claim === undefined) return "already-delivered";
  const handle = await sent(notification, channel).catch(async (error) => {
    // The claim ends by itself when it cannot be given back.
    await deliveries.release(key, claim).catch(() => undefined);
    throw error;
  });
  // Recorded after it was made: after a crash between the two the channel is notified again, but never missed.
  await deliveries.record(key, { at: now(), handle });
  return "delivered";
}

async function sent(notification: Notification, channel: Channel): Promise<string | undefined> {
  const { handle } = await channel.send(notification);
  return handle;
}

/** Waits while another invocation delivers the same. @throws Error when that takes too long; the message is then retried. */
async function claimed(
  key: DeliveryKey,
  by: string,
  { deliveries, machineNow, wait = setTimeout }: OncallDependencies,
): Promise<Claim | undefined> {
  const patientUntil = shift(machineNow(), PATIENCE_MILLISECONDS);
  for (;;) {
    const now = machineNow();
    const claim = { by, now, until: shift(now, CLAIM_MILLISECONDS) };
    const outcome = await deliveries.claim(key, claim);
    if (outcome === "claimed") return claim;
    if (outcome === "delivered") return undefined;
    if (now >= patientUntil)
      throw new Error(`another invocation is delivering to channel ${JSON.stringify(key.channel)}`);
    await wait(PAUSE_MILLISECONDS);
  }
}
