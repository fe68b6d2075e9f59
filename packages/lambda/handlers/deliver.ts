/** `deliver-<kind>`: sends what on-call has decided to tell, and records the outcome. */
import { setTimeout } from "node:timers/promises";
import type { DigestSendings } from "@tocsin/aws/digests/digest-sendings";
import type { Begun, Tellings } from "@tocsin/aws/groups/tellings";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { DeliveryError, type DeliveryFailure } from "@tocsin/channels/channel";
import type { Channel } from "@tocsin/channels/kind";
import { earlier, epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { nextTryAt } from "@tocsin/oncall/decide/failing";
import type { Handle } from "@tocsin/oncall/group";
import { isNight } from "@tocsin/oncall/night";
import type { SQSRecord } from "aws-lambda";
import { deliverSettings } from "../deployment/settings.ts";
import { asError } from "../runtime/as-error.ts";
import { done, type Fate, type QueueHandler, queueHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { deliverDigest } from "./digest/deliver-digest.ts";
import { wayOf } from "./drills.ts";
import { type Handover, parseHanded } from "./handover.ts";

export interface DeliverDependencies {
  /** The policy's channel of that name. @throws Error if it has none of this kind. */
  readonly channel: (name: string) => Promise<Channel>;
  /** Sends a heartbeat; absent for kinds that never get one. */
  readonly beat?: ((at: Instant) => Promise<void>) | undefined;
  /** Whether a destination of this kind documents that it accepts one message at a time. */
  readonly takesOneAtATime?: boolean;
  readonly tellings: Tellings;
  readonly digestSendings: Pick<DigestSendings, "begin" | "sent" | "failed">;
  readonly deadLetters: DeadLetters;
  readonly now: () => Instant;
  /** The clock that functions share, also in a scenario. */
  readonly machineNow: () => Instant;
  /** Waits this many milliseconds of that clock; by default in real time. */
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined;
  readonly telemetry: Telemetry;
}

export function deliverHandler(deps: DeliverDependencies): QueueHandler {
  const { maxReceiveCount } = deliverSettings;
  return queueHandler({ ...deps, maxReceiveCount, metric: "notifications" }, async (records) => {
    const received = records.map((record) => ({ record, handed: parseHanded(record.body) }));
    // In parallel: a channel that does not answer must not use up the time of the others.
    const queues = Map.groupBy(received, (one) => queueOf(one, deps));
    const fates = await Promise.all([...queues.values()].map((queue) => inTurn(queue, deps)));
    return new Map(fates.flat());
  });
}

interface Received {
  readonly record: SQSRecord;
  readonly handed: ReturnType<typeof parseHanded>;
}

/** Notifications for a destination that limits its rate form one queue; all others are sent separately. */
function queueOf(one: Received, { takesOneAtATime = false }: DeliverDependencies): string | SQSRecord {
  const { handed, record } = one;
  if (!handed.ok || handed.value.format !== "tocsin.handover.v1") return record;
  return takesOneAtATime || isLimited(one) ? handed.value.notification.destination : record;
}

/** The destination has refused a notification for coming too fast, so that it is worth waiting for. */
function isLimited({ handed }: Received): boolean {
  return handed.ok && handed.value.format === "tocsin.handover.v1" && handed.value.isLimited === true;
}

/** One after the other, with the pauses that the destination asks for. Once it refuses, the others are not tried. */
async function inTurn(
  received: readonly Received[],
  deps: DeliverDependencies,
): Promise<readonly (readonly [SQSRecord, Fate])[]> {
  const fates: (readonly [SQSRecord, Fate])[] = [];
  const turn: Turn = {
    pausesUntil: received.some(isLimited) ? shift(deps.machineNow(), PAUSES_MILLISECONDS) : undefined,
  };
  for (const one of received) fates.push([one.record, await fateOf(one, turn, deps)]);
  return fates;
}

/** How long all of them may wait together: with the last one's answer, less than the function's timeout. */
const PAUSES_MILLISECONDS = 10_000;

/** What one notification leaves to those after it. */
interface Turn {
  readonly pausesUntil: Instant | undefined;
  /** The destination takes no more for now. */
  refusal?: DeliveryError;
}

async function fateOf({ record, handed }: Received, turn: Turn, deps: DeliverDependencies): Promise<Fate> {
  if (!handed.ok) return { kind: "refused", refusals: [handed.refusal] };
  try {
    if (handed.value.format === "tocsin.heartbeat.v1") return await beatOnce(handed.value.at, deps);
    if (handed.value.format === "tocsin.digest-delivery.v1") return await deliverDigest(handed.value, deps);
    deps.telemetry.count("notifications", await deliver(handed.value, record, turn, deps));
    return done;
  } catch (error) {
    return { kind: "retry", error: asError(error) };
  }
}

async function beatOnce(at: Instant, { beat }: DeliverDependencies): Promise<Fate> {
  const problem = "is a heartbeat's, which this kind of channel does not send";
  if (beat === undefined) return { kind: "refused", refusals: [{ path: "format", problem }] };
  await beat(at);
  return done;
}

function isSeenBefore({ attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) > 1;
}

/**
 * Returns the outcome. An unsent notification is not a failed message: what is still owed is in the index `due`, with growing pauses.
 * @throws CallError, ItemError if that could not be recorded.
 */
async function deliver(handover: Handover, record: SQSRecord, turn: Turn, deps: DeliverDependencies): Promise<string> {
  const { tellings, machineNow, now, telemetry } = deps;
  const { notification, revision, rung, nextAt, tries } = handover;
  const { groupId, destination, sequence, title, at, kind, rings, counts } = notification;
  const begun: Begun = { groupId, destination, sequence, revision };
  if (isSeenBefore(record) && !(await tellings.isAwaited(begun))) return "already-sent";
  if (machineNow() > handover.startBefore) return "too-late";
  const by = handover.channel ?? destination;
  let shown: Handle | undefined;
  let isSent = true;
  try {
    const channel = await deps.channel(by);
    isSent = channel.takes?.(notification) ?? true;
    if (isSent) shown = await sent(channel, handover, turn, deps);
  } catch (error) {
    await giveUp(begun, handover, error instanceof DeliveryError ? error : undefined, deps);
    const { message } = asError(error);
    telemetry.log.warn("a notification was not delivered", { destination, groupId, sequence, problem: message });
    return error instanceof DeliveryError ? error.reason : "no-channel";
  }
  // Recorded after sending: after a crash between the two it is sent again, but never missed.
  const arrivedAt = now();
  const way = isSent ? wayOf(notification, record, arrivedAt) : undefined;
  await tellings.delivered(begun, {
    now: arrivedAt,
    title,
    last: { at, kind, rings, counts, way },
    rung,
    handle: isSent ? { ...shown, by, delivered: String(sequence) } : (handover.handle ?? {}),
    nextAt,
  });
  // A destination to which nothing was sent has not shown that it works again.
  if (tries !== undefined && isSent) await tellings.recovered(destination);
  if (!isSent) return "not-by-telephone";
  if (rings) telemetry.count("rings", isNight(now(), notification.timezone) ? "at-night" : "by-day");
  return "sent";
}

/** If the destination asks for a pause for which there is time, sends once more after it. @throws DeliveryError */
async function sent(
  channel: Channel,
  handover: Handover,
  turn: Turn,
  { machineNow, pause = setTimeout }: DeliverDependencies,
): Promise<Handle | undefined> {
  const by = handover.channel ?? handover.notification.destination;
  for (;;) {
    if (turn.refusal !== undefined) throw turn.refusal;
    try {
      return await channel.send(handover.notification, handleOf(by, handover));
    } catch (error) {
      const milliseconds = pauseAfter(error, turn, handover, machineNow());
      if (milliseconds === undefined) {
        if (error instanceof DeliveryError && takesNoMore.includes(error.reason)) turn.refusal = error;
        throw error;
      }
      await pause(milliseconds);
    }
  }
}

/** The next one would get the same answer, or wait as long in vain. */
const takesNoMore: readonly DeliveryFailure[] = ["rate-limited", "timed-out"];

/** The requested pause, if there is time for it. */
function pauseAfter(
  error: unknown,
  { pausesUntil }: Turn,
  { startBefore }: Handover,
  now: Instant,
): number | undefined {
  const asked = error instanceof DeliveryError && error.reason === "rate-limited" && error.retryAfterMilliseconds;
  if (typeof asked !== "number" || pausesUntil === undefined) return undefined;
  const milliseconds = Math.max(asked, SHORTEST_PAUSE_MILLISECONDS);
  return epochOf(now) + milliseconds < epochOf(earlier(pausesUntil, startBefore)) ? milliseconds : undefined;
}

/** Whatever it asks for. */
const SHORTEST_PAUSE_MILLISECONDS = 200;

/** This channel cannot find what another contact showed, or what an earlier person on call was shown; it only knows the last sequence. */
function handleOf(by: string, { handle }: Handover): Handle | undefined {
  if (handle?.by === undefined || handle.by === by) return handle;
  const { delivered } = handle;
  return delivered === undefined ? undefined : { delivered };
}

async function giveUp(
  begun: Begun,
  handover: Handover,
  error: DeliveryError | undefined,
  { tellings, now }: DeliverDependencies,
): Promise<void> {
  const { since, times } = handover.failing ?? { since: now(), times: 0 };
  const isLimited = error?.reason === "rate-limited";
  const failing = { since, times: times + 1, ...(isLimited && ({ isLimited } as const)) };
  // Whichever of its groups tries it, a destination is tried with the same pauses.
  const tries = (handover.tries ?? 0) + 1;
  const by = handover.channel === begun.destination ? undefined : handover.channel;
  // A pause that one contact asks for does not delay the next contact.
  const askedMilliseconds = by === undefined ? error?.retryAfterMilliseconds : undefined;
  // A destination that limits its rate accepts some at each attempt: longer pauses would only delay the rest.
  const tryAt = nextTryAt(isLimited ? 1 : tries, now(), askedMilliseconds);
  const doubt = error?.mayHaveArrived === false ? undefined : handover.notification.kind;
  await tellings.failed(begun, { failing, tries, nextTryAt: tryAt, by, isLimited, doubt });
}
