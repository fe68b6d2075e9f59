/** The meaning of an answer other than 2xx. */
import type { Instant } from "@tocsin/core/event/instant";
import { cleanProse } from "@tocsin/core/text/redact";
import type { DeliveryFailure } from "../channel.ts";
import { pauseAskedFor } from "./retry-after.ts";

/** What a receiver answered, read as far as its headers. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** An attempt that failed. */
export interface FailedAttempt {
  readonly reason: DeliveryFailure;
  readonly retryable: boolean;
  /** What the receiver did, for people. */
  readonly problem: string;
  /** The pause that the receiver asks for before the next attempt. */
  readonly retryAfterMilliseconds?: number | undefined;
  readonly cause?: unknown;
}

/** Temporary statuses; every other status is a permanent refusal. */
const passing: readonly { readonly from: number; readonly to: number; readonly reason: DeliveryFailure }[] = [
  { from: 408, to: 408, reason: "timed-out" },
  // Too Early: https://www.rfc-editor.org/rfc/rfc8470#section-5.2
  { from: 425, to: 425, reason: "rate-limited" },
  { from: 429, to: 429, reason: "rate-limited" },
  { from: 500, to: 599, reason: "server-error" },
];

/** Why a status is temporary; nothing if it is not. */
export function reasonOf(status: number): DeliveryFailure | undefined {
  return passing.find(({ from, to }) => status >= from && status <= to)?.reason;
}

/**
 * Why the receiver did not accept the message, with the beginning of its answer, unless that reveals any of `secrets`. `now` is when the
 * attempt was made.
 */
export async function failureOf(response: Answer, secrets: readonly string[], now: Instant): Promise<FailedAttempt> {
  const { status, retryAfter } = response;
  const reason = reasonOf(status);
  const said = quotable(await refusalIn(response), secrets);
  return {
    reason: reason ?? "rejected",
    retryable: reason !== undefined,
    problem: `answered ${status}${said === "" ? "" : `: ${said}`}`,
    retryAfterMilliseconds: pauseAskedFor(retryAfter, now),
  };
}

const REFUSAL_LIMIT_BYTES = 1024;
/** Some receivers repeat the accepted message. */
const TEXT_LIMIT_BYTES = 256 * 1024;
const QUOTE_LIMIT = 200;
/** Long enough not to occur by chance, short enough to recognize a secret by its beginning. */
const TELLTALE_LENGTH = 8;

/** Receivers echo what they were sent, in debug mode or in a 404; readers of the log must not learn a secret from that. */
export function quotable(text: string, secrets: readonly string[]): string {
  const asRead = decoded(text);
  const isGivenAway = secrets.some(
    (secret) =>
      text.includes(secret.slice(0, TELLTALE_LENGTH)) || asRead.includes(decoded(secret).slice(0, TELLTALE_LENGTH)),
  );
  return isGivenAway ? "" : cleanProse(text, QUOTE_LIMIT);
}

/** A form of the text that is the same for all encodings: URL, form (in which a plus is a space) or JSON. */
function decoded(text: string): string {
  const characters = text.replaceAll("\\/", "/").replace(/(?:%[\da-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
  return characters.replaceAll("+", " ");
}

/** The status is what counts; that the rest breaks off or comes too late changes nothing. */
async function refusalIn({ body }: Answer): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    await readInto(chunks, body, REFUSAL_LIMIT_BYTES);
  } catch {
    // What came of it is enough.
  }
  return textOf(chunks, REFUSAL_LIMIT_BYTES);
}

/** The part of the body that is read. @throws Error if it breaks off. */
export async function textIn({ body }: Answer, limitBytes = TEXT_LIMIT_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  await readInto(chunks, body, limitBytes);
  return textOf(chunks, limitBytes);
}

async function readInto(chunks: Uint8Array[], body: Answer["body"], limitBytes: number): Promise<void> {
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limitBytes) return;
  }
}

function textOf(chunks: readonly Uint8Array[], limitBytes: number): string {
  return Buffer.concat(chunks).subarray(0, limitBytes).toString();
}
