/** A call to AWS that failed. */

/** Its message says which call, and why. */
export class CallError extends Error {
  override readonly name = "CallError";
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}

/** Makes a call, and names it in the error when it fails. @throws CallError */
export async function call<T>(name: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw callFailed(name, error);
  }
}

/** The SDK's own error stays as the cause. */
export function callFailed(name: string, error: unknown): CallError {
  return new CallError(describe(name, error), isRetryable(error), error);
}

/** Whether an error, ours or the AWS SDK's, is temporary: throttling, a server's fault, a broken connection. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof CallError) return error.retryable;
  if (!(error instanceof Error)) return false;
  if ("$retryable" in error && error.$retryable !== undefined) return true;
  if ("CancellationReasons" in error) return isThrottledTransaction(error.CancellationReasons);
  if ("$fault" in error) return error.$fault === "server" || THROTTLED.test(error.name);
  return isServersFault(error) || isBrokenConnection(error);
}

/** A throttled transaction is cancelled as if the caller were at fault; only its reasons show that it was throttled. */
function isThrottledTransaction(reasons: unknown): boolean {
  return Array.isArray(reasons) && reasons.some((reason) => THROTTLED.test(String(reason?.Code)));
}

/** A proxy before the service answers in HTML, which the SDK turns into a SyntaxError. */
function isServersFault(error: Error): boolean {
  if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null) return false;
  const { $metadata } = error;
  return "httpStatusCode" in $metadata && Number($metadata.httpStatusCode) >= 500;
}

/** The system's errors are named `ECONNRESET` and the like; those that Node names `ERR_…` are mistakes in the call. */
function isBrokenConnection(error: Error): boolean {
  return error.name === "TimeoutError" || ("code" in error && /^E(?!RR_)/.test(String(error.code)));
}

/** Whether an error says that calls came too fast. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && THROTTLED.test(error.name);
}

const THROTTLED =
  /throttl|toomanyrequests|requestlimitexceeded|provisionedthroughputexceeded|transactionconflict|transactioninprogress/i;

/** Names the call that failed; the SDK's own message stays as the cause. */
export function describe(call: string, error: unknown): string {
  return `${call} failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}
