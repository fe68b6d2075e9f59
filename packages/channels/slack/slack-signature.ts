/** How Slack signs what it sends to an app. https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from "node:crypto";
import { epochOf, type Instant } from "@tocsin/core/event/instant";

/** As Slack sends it, in headers beside the signed body. */
export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** An older request may be a replay, and so may one from the future. */
const SKEW_SECONDS = 5 * 60;

/** Why the signature itself need not be checked. */
export function problemOfSignature(
  { timestamp = "", signature = "" }: SignedRequest,
  now: Instant,
): "forged" | "late" | undefined {
  if (!/^\d{1,12}$/.test(timestamp) || !SIGNATURE.test(signature)) return "forged";
  return Math.abs(epochOf(now) / 1000 - Number(timestamp)) <= SKEW_SECONDS ? undefined : "late";
}

const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/** Whether it is signed with the app's signing secret. */
export function isSignedWith(secret: string, { timestamp = "", signature = "", body }: SignedRequest): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const own = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(own, Buffer.from(signature.slice("v0=".length), "hex"));
}
