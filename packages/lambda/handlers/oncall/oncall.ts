/** `oncall`: wakes → what each destination is to be told → the queues of `deliver-<kind>`. It has no secret and sends nothing itself. */

import { ItemError } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import type { GroupsStore } from "@tocsin/aws/groups/groups-store";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { CountHeldBack } from "@tocsin/aws/world/held-back";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import { delivered } from "@tocsin/oncall/decide/told";
import { isNight } from "@tocsin/oncall/night";
import { groupWakeText, parseWake, type WakeMessage } from "@tocsin/oncall/wake-message";
import type { SQSRecord } from "aws-lambda";
import { oncallSettings } from "../../deployment/settings.ts";
import { asError } from "../../runtime/as-error.ts";
import { done, type Fate, type QueueHandler, queueHandler } from "../../runtime/batch.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { handOverBeats } from "../beats.ts";
import { timedWake } from "../drills.ts";
import { type Handover, handoverText } from "../handover.ts";
import { type Members, notificationOf } from "./compose.ts";
import { type MessageLinks, withLink } from "./message-link.ts";
import { withRelated } from "./message-related.ts";
import type { OncallWorld } from "./oncall-world.ts";
import { type Batch, type Plan, planned, type Telling } from "./plan.ts";
import { createSnapshot } from "./snapshot.ts";

export interface OncallDependencies {
  readonly store: GroupsStore;
  readonly members: Members;
  readonly world: () => Promise<OncallWorld>;
  /** Sends to the queue of `deliver-<kind>`. */
  readonly deliver: (kind: ChannelKind) => SendMessages;
  /** Left out, notifications have no links. */
  readonly links?: MessageLinks | undefined;
  readonly countHeldBack: CountHeldBack;
  /** Sends to this function's own queue, for looks within a quarter of an hour. */
  readonly wake: SendMessages;
  readonly deadLetters: DeadLetters;
  readonly now: () => Instant;
  /** The clock that functions share, whatever the time of a scenario. */
  readonly machineNow: () => Instant;
  readonly telemetry: Telemetry;
}

export function oncallHandler(deps: OncallDependencies): QueueHandler {
  const { maxReceiveCount } = oncallSettings;
  return queueHandler({ ...deps, maxReceiveCount, metric: "verdicts" }, async (records) => {
    const world = await deps.world();
    const fates = new Map<SQSRecord, Fate>();
    const readable: Received[] = [];
    const beats: Instant[] = [];
    for (const record of records) {
      const wake = parseWake(record.body);
      if (!wake.ok) fates.set(record, { kind: "refused", refusals: [wake.refusal] });
      else if (wake.value.kind === "group") readable.push({ record, message: wake.value });
      else if (wake.value.kind === "alert") readable.push({ record, message: timedWake(wake.value, record) });
      else {
        beats.push(wake.value.at);
        fates.set(record, done);
      }
    }
    await settle(readable, fates, world, deps);
    await handOverBeats(beats, deps.deliver("webhook"), deps.telemetry);
    return fates;
  });
}

interface Received {
  readonly record: SQSRecord;
  readonly message: Exclude<WakeMessage, { readonly kind: "heartbeat" }>;
}

/** All at once; if that is too much, or one cannot be looked at, in parts, so that it fails alone. @throws CallError */
async function settle(
  received: readonly Received[],
  fates: Map<SQSRecord, Fate>,
  world: OncallWorld,
  deps: OncallDependencies,
): Promise<void> {
  if (received.length === 0) return;
  try {
    const outcome = await carriedOut(batchOf(received), world, deps);
    if (outcome === "done" || received.length === 1) {
      const fate = outcome === "done" ? done : ({ kind: "retry", error: tooLarge } as const);
      for (const { record } of received) fates.set(record, fate);
      return;
    }
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    if (received.length === 1) {
      for (const { record } of received) fates.set(record, { kind: "retry", error: asError(error) });
      return;
    }
  }
  const middle = Math.ceil(received.length / 2);
  await settle(received.slice(0, middle), fates, world, deps);
  await settle(received.slice(middle), fates, world, deps);
}

const tooLarge = new Error("an alert has more destinations than can be written at once");

function batchOf(received: readonly Received[]): Batch {
  const messages = received.map(({ message }) => message);
  return {
    wakes: messages.flatMap((message) => (message.kind === "alert" ? [message] : [])),
    groupIds: messages.flatMap((message) => (message.kind === "group" ? [message.groupId] : [])),
  };
}

/** How often to decide again after another function has written first. Then it is only counted, and marked as due. */
const DECISIONS = 3;
const COUNTINGS = 3;
/** By then the winner of the races is done. */
const AGAIN_SECONDS = 2;

/** @throws CallError, ItemError */
async function carriedOut(batch: Batch, world: OncallWorld, deps: OncallDependencies): Promise<"done" | "too-large"> {
  for (let attempt = 1; attempt <= DECISIONS + COUNTINGS; attempt += 1) {
    const isDecided = attempt <= DECISIONS;
    const at = deps.now();
    const snapshot = createSnapshot(deps.store, at);
    const plan = await planned(batch, snapshot, world, at, isDecided ? "decided" : "undecided");
    const outcome = await deps.store.write(plan.change);
    if (outcome === "too-large") return "too-large";
    if (outcome === "lost") continue;
    for (const reason of plan.reasons) deps.telemetry.count("verdicts", reason);
    await Promise.all([
      isDecided ? sendAll(plan, world, deps) : wakeAgain(plan, batch, deps),
      countHeldBack(plan, world, deps),
    ]);
    return "done";
  }
  throw new CallError("what a wake is about changed under every attempt to count it", true);
}

/** Numbers for people, some of which may be lost: no decision uses them. */
async function countHeldBack(
  { heldBack, change }: Plan,
  { policy }: OncallWorld,
  { countHeldBack: count, telemetry }: OncallDependencies,
): Promise<void> {
  if (heldBack.length === 0) return;
  const rings = heldBack.filter(({ urgency }) => urgency === "now").length;
  const ringsAtNight = isNight(change.at, policy.timezone) ? rings : 0;
  try {
    await count({ notifications: heldBack.length, rings, ringsAtNight }, change.at);
  } catch (error) {
    telemetry.log.warn("what is held back was not counted", { problem: asError(error).message });
  }
}

async function wakeAgain({ change }: Plan, { groupIds }: Batch, { wake }: OncallDependencies): Promise<void> {
  const groups = new Set([...groupIds, ...change.counts.map(({ groupId }) => groupId)]);
  // If this fails, the index `due` has them.
  await wake([...groups].map((groupId) => ({ body: groupWakeText(groupId), delaySeconds: AGAIN_SECONDS })));
}

/** Longer delays SQS does not know. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const LONGEST_DELAY_SECONDS = 900;

/** Everything written is in the index `due`, so an unsent message is not lost. */
async function sendAll({ tellings, waits, change }: Plan, world: OncallWorld, deps: OncallDependencies): Promise<void> {
  const delays = waits.flatMap(({ groupId, until }) => {
    const delaySeconds = Math.ceil((epochOf(until) - epochOf(change.at)) / 1000);
    return delaySeconds <= LONGEST_DELAY_SECONDS ? [{ body: groupWakeText(groupId), delaySeconds }] : [];
  });
  const byKind = Map.groupBy(tellings, ({ reached }) => reached.kind);
  await Promise.all([
    report(delays.length === 0 ? [] : deps.wake(delays), deps),
    ...[...byKind].map(([kind, ofKind]) => report(handOver(kind, ofKind, world, deps), deps)),
  ]);
}

/** Long before the notification counts as lost, after which another may be begun. */
const START_WITHIN_MILLISECONDS = 20_000;

async function handOver(
  kind: ChannelKind,
  tellings: readonly Telling[],
  world: OncallWorld,
  { deliver, members, links, machineNow, telemetry }: OncallDependencies,
): ReturnType<SendMessages> {
  const notifications = await Promise.all(
    tellings.map(async (telling) => {
      const notification = await notificationOf(telling, members, world);
      const whole = await withRelated(notification, kind, members.alerts, telemetry);
      return withLink(whole, kind, links, telemetry);
    }),
  );
  const startBefore = shift(machineNow(), START_WITHIN_MILLISECONDS);
  const messages = tellings.flatMap(({ told, revision, tries, isLimited, reached }, i) => {
    const notification = notifications[i];
    if (notification === undefined) return [];
    const { rung, nextAt } = delivered(told);
    const handover: Handover = {
      ...{ format: "tocsin.handover.v1", notification, revision, startBefore, rung, nextAt },
      ...{ handle: told.handle, failing: told.failing, tries, isLimited, channel: reached.channel },
    };
    // SQS delivers messages of quiet destinations before those of a busy one.
    return [{ body: handoverText(handover), group: told.key.destination }];
  });
  return deliver(kind)(messages);
}

async function report(
  sending: Awaited<ReturnType<SendMessages>> | ReturnType<SendMessages>,
  { telemetry }: OncallDependencies,
): Promise<void> {
  const errors = await Promise.resolve(sending).catch((error: unknown) => [asError(error)]);
  for (const error of errors)
    if (error) telemetry.log.error("what is due will be looked at again", { problem: error.message });
}
