/** `oncall`: the queue of announcements → channels. Each channel shows an announcement once. */
import { setTimeout } from "node:timers/promises";
import type { Claim, Deliveries, Telling } from "@tocsin/aws/alerts/deliveries";
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
import { type Outcomes, type QueueHandler, queueHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface OncallDependencies {
  readonly deliveries: Deliveries;
  readonly deadLetters: DeadLetters;
  readonly policy: () => Promise<Policy>;
  /** The channel of this name in the policy. */
  readonly channel: (policy: Policy, name: string) => Channel;
  readonly now: () => Instant;
  /** What claims go by: they are between processes, whatever time a scenario is at. */
  readonly machineNow: () => Instant;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly telemetry: Telemetry;
}

export function oncallHandler(deps: OncallDependencies): QueueHandler {
  const { maxReceiveCount } = oncallSettings;
  return queueHandler({ ...deps, maxReceiveCount }, async (records): Promise<Outcomes<SQSRecord>> => {
    const policy = await deps.policy();
    const outcomes = new Map<SQSRecord, Error | undefined>();
    await Promise.all(
      groupCopies(records).map(async (copies) => {
        let failed: Error | undefined;
        // What failed for one copy would take as long again for the next, and the others of the batch have not the time.
        for (const copy of copies) {
          failed ??= await handle(copy, policy, deps);
          outcomes.set(copy.record, failed);
        }
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
    const refusals = announcement.ok
      ? await notify(announcement.value, record.receiptHandle, policy, deps)
      : [announcement.refusal];
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
    return asError(error);
  }
}

/**
 * Tells every channel that has not been told. Gives what can never be delivered; one channel's failure stops no other.
 * @throws Error when a delivery may succeed later, after the other channels were told.
 */
async function notify(
  announcement: Announcement,
  claimant: string,
  policy: Policy,
  deps: OncallDependencies,
): Promise<readonly Refusal[]> {
  const routing = routesFor(policy, announcement);
  if (routing.deliveries.length === 0) {
    deps.telemetry.count("notifications", routing.reason);
    return [];
  }
  const refusals: Refusal[] = [];
  const failures: Error[] = [];
  // Side by side: a channel that does not answer must not use up the time of the others.
  await Promise.all(
    routing.deliveries.map(async ({ channel, route }) => {
      try {
        const outcome = await tell({ announcement, route }, deps.channel(policy, channel), claimant, deps);
        deps.telemetry.count("notifications", outcome);
      } catch (error) {
        if (error instanceof DeliveryError && !error.retryable)
          refusals.push({ path: channel, problem: error.message });
        else failures.push(asError(error));
      }
    }),
  );
  if (failures[0]) throw failures[0];
  return refusals;
}

/** As long as an invocation lasts, and much longer than a channel takes; then whoever claimed it is taken for dead. */
const CLAIM_MILLISECONDS = 60_000;
/** Together with the deliveries of a message it outlasts a claim, so that what a crash left claimed is told all the same. */
const PATIENCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 250;

/** @throws DeliveryError, CallError */
async function tell(
  notification: Notification,
  channel: Channel,
  claimant: string,
  deps: OncallDependencies,
): Promise<"delivered" | "already-told"> {
  const { deliveries, now } = deps;
  const { alertId, version } = notification.announcement;
  const telling = { alertId, version, channel: channel.name };
  const claim = await claimed(telling, claimant, deps);
  if (claim === undefined) return "already-told";
  const handle = await sent(notification, channel).catch(async (error) => {
    // The claim ends by itself when it cannot be given back.
    await deliveries.release(telling, claim).catch(() => undefined);
    throw error;
  });
  // Recorded after it was made: a crash between the two tells the channel again, but never leaves it untold.
  await deliveries.record(telling, { at: now(), handle });
  return "delivered";
}

async function sent(notification: Notification, channel: Channel): Promise<string | undefined> {
  const { handle } = await channel.send(notification);
  return handle;
}

/** Waits for another that is at it to be done. @throws Error when the other takes too long, to be tried again. */
async function claimed(
  telling: Telling,
  by: string,
  { deliveries, machineNow, wait = setTimeout }: OncallDependencies,
): Promise<Claim | undefined> {
  const patientUntil = shift(machineNow(), PATIENCE_MILLISECONDS);
  for (;;) {
    const now = machineNow();
    const claim = { by, now, until: shift(now, CLAIM_MILLISECONDS) };
    const outcome = await deliveries.claim(telling, claim);
    if (outcome === "claimed") return claim;
    if (outcome === "told") return undefined;
    if (now >= patientUntil)
      throw new Error(`another invocation is telling channel ${JSON.stringify(telling.channel)}`);
    await wait(PAUSE_MILLISECONDS);
  }
}
