/** Why AWS End User Messaging has not accepted a message. */
import type { Instant } from "@tocsin/core/event/instant";
import { type FailedAttempt, reasonOf } from "../https/response.ts";
import { pauseAskedFor } from "../https/retry-after.ts";

/** As `@tocsin/aws/phone/phone-request` gives it. */
export interface NotTaken {
  readonly how: "timed-out" | "unreachable" | "answered";
  readonly error: string;
  readonly reason?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfter?: string | undefined;
}

/**
 * Temporary errors, although their status is that of a refusal: the service answers 400 to everything that is the sender's fault. A limit
 * ends with its day or month.
 */
const passing: Readonly<Record<string, FailedAttempt["reason"]>> = {
  ThrottlingException: "rate-limited",
  TooManyRequestsException: "rate-limited",
  ServiceQuotaExceededException: "rate-limited",
  InternalServerException: "server-error",
};

/** @param now when the attempt was made. */
export function failureOf({ how, error, reason, status = 200, retryAfter }: NotTaken, now: Instant): FailedAttempt {
  if (how === "timed-out") return { reason: "timed-out", retryable: true, problem: "did not answer in time" };
  if (how === "unreachable") return { reason: "unreachable", retryable: true, problem: `cannot be reached (${error})` };
  const passes = Object.hasOwn(passing, error) ? passing[error] : status < 300 ? "server-error" : reasonOf(status);
  return {
    reason: passes ?? "rejected",
    retryable: passes !== undefined,
    problem: `answered ${status}: ${[error, reason].filter((word) => word !== undefined).join(", ")}`,
    retryAfterMilliseconds: pauseAskedFor(retryAfter, now),
  };
}
