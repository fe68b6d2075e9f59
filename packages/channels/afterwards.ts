/** What follows a request that a receiver has taken. */
import { DeliveryError } from "./channel.ts";

/** People were told: where the rest does not come about, they are not told again for it. */
export async function afterwards(rest: Promise<unknown>): Promise<void> {
  try {
    await rest;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
  }
}

/** Makes a further request for the same notification. If it fails, some of the notification has arrived all the same. @throws DeliveryError */
export async function furthermore<T>(rest: Promise<T>): Promise<T> {
  try {
    return await rest;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { message, reason, retryable, retryAfterMilliseconds, cause } = error;
    throw new DeliveryError(message, { reason, retryable, retryAfterMilliseconds, cause, mayHaveArrived: true });
  }
}
