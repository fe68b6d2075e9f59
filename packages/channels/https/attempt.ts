/** One attempt to have a receiver take something, and why it did not. */
import type { Instant } from "@tocsin/core/event/instant";
import { AddressRefused, type PostRequest, postTo } from "./request.ts";
import { type FailedAttempt, failureOf } from "./response.ts";

export interface Attempt extends Pick<PostRequest, "headers" | "body" | "allowPrivateAddresses" | "lookup"> {
  readonly url: URL;
  /** 5 s, where it is left out. */
  readonly timeoutMilliseconds?: number | undefined;
  /** What no problem may repeat. */
  readonly confidential: readonly string[];
  /** When it is made. */
  readonly at: Instant;
}

const TIMEOUT_MILLISECONDS = 5000;

/** Posts JSON. Gives nothing where the receiver answers 2xx in time, and has taken it; else what went wrong. */
export async function attempt({
  url,
  headers,
  confidential,
  at,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  ...request
}: Attempt): Promise<FailedAttempt | undefined> {
  try {
    const answer = await postTo({
      ...request,
      url: url.href,
      headers: { ...headers, "content-type": "application/json", "user-agent": "tocsin" },
      timeoutMilliseconds,
    });
    try {
      // The receiver has accepted; what it says besides changes nothing.
      if (answer.status >= 200 && answer.status < 300) return undefined;
      return await failureOf(answer, confidential, at);
    } finally {
      answer.body.destroy();
    }
  } catch (cause) {
    return failedBefore(cause, timeoutMilliseconds);
  }
}

/** What went wrong before there was an answer. */
function failedBefore(cause: unknown, timeoutMilliseconds: number): FailedAttempt {
  if (cause instanceof AddressRefused)
    return { reason: "address-refused", retryable: false, problem: cause.message, cause };
  if (cause instanceof Error && cause.name === "TimeoutError") {
    const problem = `did not answer within ${timeoutMilliseconds} ms`;
    return { reason: "timed-out", retryable: true, problem, cause };
  }
  return { reason: "unreachable", retryable: true, problem: "cannot be reached", cause };
}
