/** What follows a notification that is delivered. */
import { DeliveryError } from "./channel.ts";

/** People were told: where the rest does not come about, they are not told again for it. */
export async function afterwards(rest: Promise<unknown>): Promise<void> {
  try {
    await rest;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
  }
}
