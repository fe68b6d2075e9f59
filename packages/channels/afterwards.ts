/** Further requests after a receiver has accepted the first. */
import { DeliveryError } from "./channel.ts";

/** People were told: a failure of the rest must not tell them again. */
export async function afterwards(rest: Promise<unknown>): Promise<void> {
  try {
    await rest;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
  }
}

/** Makes a further request for the same notification. If it fails, a part of the notification has still arrived. @throws DeliveryError */
export async function furthermore<T>(rest: Promise<T>): Promise<T> {
  try {
    return await rest;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { message, reason, retryable, retryAfterMilliseconds, cause } = error;
    throw new DeliveryError(message, { reason, retryable, retryAfterMilliseconds, cause, mayHaveArrived: true });
  }
}
