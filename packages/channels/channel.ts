/** A channel shows notifications to people, or hands them to a system that does. */
import type { Announcement } from "@tocsin/core/transition/announcement";

/** One announcement on its way to one channel. */
export interface Notification {
  readonly announcement: Announcement;
  /** The name of the policy's route that sent it here. */
  readonly route: string;
}

export interface Channel {
  readonly name: string;
  /**
   * Sends one notification. Who calls it again after a failure may cause it to be shown twice, never not at all.
   * `handle` is what the channel needs to find the message again, where it has such a thing.
   * @throws DeliveryError
   */
  send(notification: Notification): Promise<{ readonly handle?: string | undefined }>;
}

/**
 * `rejected`: the receiver does not want this message. `unreachable`: there was no answer. `timed-out`: there was none in
 * time. `rate-limited`: it is to come later. `server-error`: the receiver failed. `address-refused`: it is where nothing may be
 * sent.
 */
export type DeliveryFailure =
  | "rejected"
  | "unreachable"
  | "timed-out"
  | "rate-limited"
  | "server-error"
  | "address-refused";

/** A notification was not delivered, or not known to be. The message names the channel and holds no secret. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly reason: DeliveryFailure;
  /** Whether the same notification may be delivered later. */
  readonly retryable: boolean;

  constructor(message: string, failure: { reason: DeliveryFailure; retryable: boolean; cause?: unknown }) {
    super(message, { cause: failure.cause });
    this.reason = failure.reason;
    this.retryable = failure.retryable;
  }
}
