/**
 * The heartbeat: while all is well `review` requests one each minute, and it takes the path of every change: table → stream → `announce` →
 * `oncall` → `deliver-webhook` → the monitor outside. If anything on that path stops, the monitor misses it. A heartbeat is not kept,
 * retried, or made a dead letter: the next is due in a minute, and a late one would be outdated.
 */
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import { DeliveryError } from "@tocsin/channels/channel";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { HeartbeatConfig, Policy } from "@tocsin/core/policy/policy";
import { heartbeatWakeText } from "@tocsin/oncall/wake-message";
import { OWED_SECONDS } from "../deployment/metrics.ts";
import { asError } from "../runtime/as-error.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { beatText } from "./handover.ts";

export interface AskDependencies {
  readonly world: () => Promise<{ readonly policy: Pick<Policy, "heartbeat"> }>;
  /** Records that all was well then. @throws CallError */
  readonly beat: (at: Instant) => Promise<void>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/**
 * For `review`, once a minute's work is done. `owedSince` is since when Tocsin itself has owed somebody something: from five minutes on,
 * not all is well.
 */
export async function askForBeat(owedSince: Instant | undefined, deps: AskDependencies): Promise<void> {
  const { world, beat, now, telemetry } = deps;
  if ((await world()).policy.heartbeat === undefined) return;
  if (owedSince !== undefined && now() >= shift(owedSince, OWED_SECONDS * 1000)) {
    telemetry.log.warn("no heartbeat is sent, as somebody should have been notified", { owedSince });
    telemetry.count("beats", "withheld");
    return;
  }
  try {
    await beat(now());
  } catch (error) {
    reportLost(asError(error), telemetry);
  }
}

/** `announce` → `oncall`. */
export async function wakeForBeats(times: readonly Instant[], wake: SendMessages, telemetry: Telemetry): Promise<void> {
  await send(times.map(heartbeatWakeText), wake, telemetry);
}

/** `oncall` → `deliver-webhook`. */
export async function handOverBeats(
  times: readonly Instant[],
  deliver: SendMessages,
  telemetry: Telemetry,
): Promise<void> {
  await send(times.map(beatText), deliver, telemetry);
}

export interface SendBeatDependencies {
  /** Sends to the monitor outside. @throws DeliveryError */
  readonly heartbeat: (at: Instant, settings: HeartbeatConfig) => Promise<void>;
  readonly settings: () => Promise<HeartbeatConfig | undefined>;
  readonly machineNow: () => Instant;
  readonly telemetry: Telemetry;
}

/** `deliver-webhook` → the monitor. */
export async function sendBeat(at: Instant, deps: SendBeatDependencies): Promise<void> {
  deps.telemetry.count("beats", await outcomeOf(at, deps));
}

async function outcomeOf(at: Instant, deps: SendBeatDependencies): Promise<string> {
  const { heartbeat, settings, machineNow, telemetry } = deps;
  if (machineNow() >= shift(at, OWED_SECONDS * 1000)) return "too-late";
  try {
    const config = await settings();
    // The policy is another by now.
    if (config === undefined) return "not-wanted";
    await heartbeat(at, config);
    return "sent";
  } catch (error) {
    telemetry.log.warn("a heartbeat was not sent", { problem: asError(error).message });
    return error instanceof DeliveryError ? error.reason : "failed";
  }
}

async function send(bodies: readonly string[], to: SendMessages, telemetry: Telemetry): Promise<void> {
  if (bodies.length === 0) return;
  const errors = await to(bodies.map((body) => ({ body })));
  for (const error of errors) if (error) reportLost(error, telemetry);
}

function reportLost({ message }: Error, { log, count }: Telemetry): void {
  log.warn("a heartbeat is lost", { problem: message });
  count("beats", "lost");
}
