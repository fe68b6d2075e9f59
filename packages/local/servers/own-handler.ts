/**
 * Carries requests of the SDK's clients to a server in the same process. The server answers them like others, but without a connection, and
 * without writing and parsing HTTP.
 */
import type { buildApp } from "fauxqs";

/** A request handler for the SDK. */
export type OwnHandler = {
  readonly handle: (
    request: OwnRequest,
    options?: { readonly abortSignal?: unknown },
  ) => Promise<{ readonly response: OwnResponse }>;
};

interface OwnRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface OwnResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** For protocols with the whole request in the body: it ignores a query in the address. */
export function ownHandler(app: ReturnType<typeof buildApp>): OwnHandler {
  return {
    async handle({ method, path, headers, body }, { abortSignal } = {}) {
      if (method !== "POST" || (typeof body !== "string" && !(body instanceof Uint8Array)))
        throw new TypeError(`${method} ${path} is no request of SQS or SNS`);
      const payload = typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
      const answering = app.inject({ method, url: path, headers, payload });
      const { statusCode, headers: found, rawPayload } = await unlessAborted(answering, abortSignal);
      const named = Object.entries(found).map(([name, value]) => [name, String(value)]);
      return { response: { statusCode, headers: Object.fromEntries(named), body: rawPayload } };
    },
  };
}

/** Like a closed connection: the server continues, and nobody gets the answer. */
async function unlessAborted<T>(answering: Promise<T>, signal: unknown): Promise<T> {
  if (!(signal instanceof AbortSignal)) return answering;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    return await Promise.race([answering, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
