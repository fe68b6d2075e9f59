/**
 * `deliver-<kind>`: sends an edition of the digest. Unlike a notification it is not decided again: a failed message comes again, and
 * finally becomes a dead letter, which rings its queue's alarm.
 */
import type { DigestSendings } from "@tocsin/aws/digests/digest-sendings";
import type { Channel } from "@tocsin/channels/kind";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { asError } from "../../runtime/as-error.ts";
import { done, type Fate } from "../../runtime/batch.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import type { DigestDelivery } from "../handover.ts";

export interface DeliverDigestDependencies {
  readonly channel: (name: string) => Promise<Channel>;
  readonly digestSendings: Pick<DigestSendings, "begin" | "sent" | "failed">;
  readonly machineNow: () => Instant;
  readonly telemetry: Telemetry;
}

/** Longer than a function runs, and shorter than a failed message waits. */
const SENDING_MILLISECONDS = 60_000;

export async function deliverDigest(delivery: DigestDelivery, deps: DeliverDigestDependencies): Promise<Fate> {
  const outcome = await sendOnce(delivery, deps);
  if (outcome instanceof Error) {
    const { week, edition, channel } = delivery;
    deps.telemetry.log.warn("an edition of the digest was not sent", {
      week,
      edition,
      channel,
      problem: outcome.message,
    });
    return { kind: "retry", error: outcome };
  }
  deps.telemetry.count("digests", outcome);
  return done;
}

/** Returns why it could not be sent. @throws CallError, ItemError if its state cannot be read or written. */
export async function sendOnce(
  { week, edition, channel: name, message }: DigestDelivery,
  { channel, digestSendings, machineNow }: DeliverDigestDependencies,
): Promise<"sent" | "already-sent" | Error> {
  const key = { week, edition, channel: name };
  const now = machineNow();
  const begun = await digestSendings.begin(key, now, shift(now, SENDING_MILLISECONDS));
  if (begun === "sent") return "already-sent";
  if (begun === "being-sent") return new Error("it is being sent by another delivery of the same message");
  try {
    const { sendDigest } = await channel(name);
    if (sendDigest === undefined) throw new RangeError(`the channel ${JSON.stringify(name)} takes no digest`);
    await sendDigest(message);
  } catch (error) {
    await digestSendings.failed(key);
    return asError(error);
  }
  await digestSendings.sent(key, machineNow());
  return "sent";
}
