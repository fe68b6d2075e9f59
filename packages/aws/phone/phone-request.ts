/** A request to AWS End User Messaging, which sends text messages and calls telephones; made once. */

export interface PhoneMessage {
  /** A telephone number with its country's code: `+12065550100`. */
  readonly to: string;
  /** From whom: a number, a sender id, a pool, or the ARN of one. */
  readonly originationIdentity: string;
  readonly configurationSet?: string | undefined;
  readonly body: string;
  /** After so long it is not handed over any more. */
  readonly validForSeconds: number;
}

/** Why a message was not accepted. It contains no text of the service, which may repeat a telephone number. */
export interface NotTaken {
  /** `answered`: by an error. */
  readonly how: "timed-out" | "unreachable" | "answered";
  /** `ConflictException`, or `ECONNREFUSED` of what did not answer. */
  readonly error: string;
  /** What the service gives as the error's reason: `DESTINATION_PHONE_NUMBER_OPTED_OUT`. */
  readonly reason?: string | undefined;
  /** Of the answer. */
  readonly status?: number | undefined;
  /** The answer's header of that name. */
  readonly retryAfter?: string | undefined;
}

/** Long enough for what mostly takes less than one. */
export const TIMEOUT_MILLISECONDS = 5000;

/** @param send makes the request, and aborts it on the signal. @returns why it was not accepted; nothing if it was. */
export async function requested(
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<{ readonly MessageId?: string | undefined }>,
  timeoutMilliseconds: number,
): Promise<NotTaken | undefined> {
  const abortSignal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    // If an answer stalls, the SDK would wait for the rest.
    const answer = await Promise.race([send({ abortSignal }), aborted(abortSignal)]);
    return answer.MessageId ? undefined : { how: "answered", error: "no message id", status: 200 };
  } catch (error) {
    return abortSignal.aborted ? { how: "timed-out", error: "TimeoutError" } : notTaken(error);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

/** What the SDK makes of an answer has its status; what has none never came. */
function notTaken(error: unknown): NotTaken {
  const { name, code, Reason, $metadata, $response } = Object(error);
  const status = Object($metadata).httpStatusCode;
  const said = word(/^[A-Za-z]{1,80}$/, name) ?? "unknown error";
  // The system's errors, of a connection that breaks off within an answer too.
  const broken = word(/^E(?!RR_)[A-Z_]{1,40}$/, code);
  if (typeof status !== "number" || broken !== undefined) return { how: "unreachable", error: broken ?? said };
  const retryAfter = Object(Object($response).headers)["retry-after"];
  return {
    how: "answered",
    error: said,
    reason: word(/^[A-Z_]{1,100}$/, Reason),
    status,
    retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
  };
}

function word(shape: RegExp, text: unknown): string | undefined {
  return typeof text === "string" && shape.test(text) ? text : undefined;
}
