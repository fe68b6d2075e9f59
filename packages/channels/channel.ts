/** Why a notification did not reach anybody. */

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

/** A notification was not delivered, or not known to be. The message names the channel and contains no secret. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly reason: DeliveryFailure;
  /** Whether the same notification may be delivered later without anybody fixing anything. */
  readonly retryable: boolean;
  /** The pause that the receiver asks for before the next attempt, however long it is. */
  readonly retryAfterMilliseconds?: number | undefined;
  /** Whether the receiver may still show a part of it. A refusal itself says that nothing was accepted. */
  readonly mayHaveArrived: boolean;

  constructor(
    message: string,
    failure: {
      readonly reason: DeliveryFailure;
      readonly retryable: boolean;
      readonly retryAfterMilliseconds?: number | undefined;
      /** By the reason, where it is left out. */
      readonly mayHaveArrived?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: failure.cause });
    this.reason = failure.reason;
    this.retryable = failure.retryable;
    this.retryAfterMilliseconds = failure.retryAfterMilliseconds;
    this.mayHaveArrived = failure.mayHaveArrived ?? !refusals.includes(failure.reason);
  }
}

const refusals: readonly DeliveryFailure[] = ["rejected", "rate-limited", "address-refused"];
