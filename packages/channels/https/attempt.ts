/** One attempt to send something to a receiver, and why it failed. */
import type { Instant } from "@tocsin/core/event/instant";
import { AddressRefused, type ReceiverRequest, requestTo } from "./request.ts";
import { type Answer, type FailedAttempt, failureOf, textIn } from "./response.ts";
import { pauseAskedFor } from "./retry-after.ts";

export interface Attempt
  extends Pick<ReceiverRequest, "method" | "headers" | "body" | "allowPrivateAddresses" | "lookup"> {
  readonly url: URL;
  /** Statuses that are answers, beside those of success. */
  readonly answers?: readonly number[] | undefined;
  /** 5 s, where it is left out. */
  readonly timeoutMilliseconds?: number | undefined;
  /** How much of an answer is read; by default 256 KB. */
  readonly answerLimitBytes?: number | undefined;
  /** What no problem may repeat. */
  readonly confidential: readonly string[];
  /** When it is made. */
  readonly at: Instant;
}

/** What a receiver said with 2xx, or with a status that counts as an answer. */
export interface Accepted {
  readonly status: number;
  readonly said: string;
  /** The pause that it asks for: some receivers answer 2xx although they have not accepted the message yet. */
  readonly retryAfterMilliseconds: number | undefined;
}

const TIMEOUT_MILLISECONDS = 5000;

/** Posts JSON. Returns nothing if the receiver answers 2xx in time, and has accepted it; else what went wrong. */
export async function attempt(posted: Attempt): Promise<FailedAttempt | undefined> {
  // The body changes nothing, so it is not read.
  return answered(posted, async () => undefined);
}

/** The same for a receiver that also answers 2xx if it has not accepted the message, so that its body must be read. */
export async function attemptAndRead(posted: Attempt): Promise<FailedAttempt | Accepted> {
  return answered(posted, async (answer) => ({
    status: answer.status,
    said: await textIn(answer, posted.answerLimitBytes),
    retryAfterMilliseconds: pauseAskedFor(answer.retryAfter, posted.at),
  }));
}

async function answered<T>(
  { url, headers, confidential, at, answers = [], timeoutMilliseconds = TIMEOUT_MILLISECONDS, ...request }: Attempt,
  accepted: (answer: Answer) => Promise<T>,
): Promise<FailedAttempt | T> {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const answer = await requestTo({
      ...request,
      url: url.href,
      headers: { ...headers, "content-type": "application/json", "user-agent": "tocsin" },
      signal,
    });
    try {
      if ((answer.status >= 200 && answer.status < 300) || answers.includes(answer.status))
        return await accepted(answer);
      return await failureOf(answer, confidential, at);
    } finally {
      answer.body.destroy();
    }
  } catch (cause) {
    return signal.aborted ? timedOut(cause, timeoutMilliseconds) : failedBefore(cause);
  }
}

/** Before there was an answer, or the whole of one that must be read. */
function timedOut(cause: unknown, timeoutMilliseconds: number): FailedAttempt {
  return { reason: "timed-out", retryable: true, problem: `did not answer within ${timeoutMilliseconds} ms`, cause };
}

/** What else went wrong until then. */
function failedBefore(cause: unknown): FailedAttempt {
  if (cause instanceof AddressRefused)
    return { reason: "address-refused", retryable: false, problem: cause.message, cause };
  return { reason: "unreachable", retryable: true, problem: "cannot be reached", cause };
}
