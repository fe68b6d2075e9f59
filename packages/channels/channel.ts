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
   * Sends one notification. A caller may retry after a failure: the notification may then be shown twice, but it is not lost.
   * `handle` is what the channel needs to find the message again, where it has such a thing.
   * @throws DeliveryError
   */
  send(notification: Notification): Promise<{ readonly handle?: string | undefined }>;
}

/**
 * `rejected`: the receiver does not want this message. `unreachable`: there was no answer. `timed-out`: there was none in
 * time. `rate-limited`: the receiver asks for a later retry. `server-error`: the receiver failed. `address-refused`: the address is one that nothing may be
 * sent to.
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
  /** Whether the same notification may be delivered later without anybody mending anything. */
  readonly retryable: boolean;
  /** The pause that the receiver asks for before the next attempt, however long it is. */
  readonly retryAfterMilliseconds?: number | undefined;

  constructor(
    message: string,
    failure: {
      readonly reason: DeliveryFailure;
      readonly retryable: boolean;
      readonly retryAfterMilliseconds?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: failure.cause });
    this.reason = failure.reason;
    this.retryable = failure.retryable;
    this.retryAfterMilliseconds = failure.retryAfterMilliseconds;
  }
}
