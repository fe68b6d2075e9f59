/**
 * EventBridge over HTTP, as far as a sender needs it: `PutEvents` and `TestEventPattern` in AWS's JSON protocol, so that the
 * SDKs and `aws events put-events --endpoint-url …` work. `POST /events` takes whole envelopes, one JSON object a line, as
 * a member account's forwarding rule delivers them.
 */
import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { isObject, type JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import type { LocalBus } from "../bus.ts";
import { fault, type HttpReply, parsedJson, putEvents, testEventPattern } from "./eventbridge-api.ts";
import { foreignness, listenOnLoopback } from "./own-machine.ts";

export interface BusServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface BusServerOptions {
  readonly bus: LocalBus;
  /** 0 for any free port. */
  readonly port: number;
  readonly now: () => Instant;
  /** Why the stack behind the bus could not store an event now; nothing when it could. */
  readonly unavailable: () => Promise<string | undefined>;
}

/** JSON may write each byte as an escape of six. */
const WRITTEN_LIMIT_BYTES = 6 * EVENT_LIMIT_BYTES;
const ENVELOPES_LIMIT_BYTES = 16 * EVENT_LIMIT_BYTES;
const LINES_LIMIT = 10_000;
/** How many lines are read before other requests have their turn. */
const LINES_A_TURN = 64;
/** What `POST /events` is sent as: JSON objects, one a line. */
export const NDJSON = "application/x-ndjson";
const ENVELOPE_TYPES = /^application\/(?:x-ndjson|json)(?:;|$)/i;

export async function startBusServer(options: BusServerOptions): Promise<BusServer> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      ({ status, body }) => reply(response, status, body),
      (error) =>
        reply(response, 500, fault("InternalException", error instanceof Error ? error.message : String(error))),
    );
  });
  const endpoint = await listenOnLoopback(server, options.port);
  return {
    endpoint,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, options: BusServerOptions): Promise<HttpReply> {
  const foreign = foreignness(request.headers);
  if (foreign !== undefined) return { status: 403, body: fault("AccessDeniedException", foreign) };
  if (request.method === "GET" && request.url === "/health") return { status: 200, body: { ok: true } };
  if (request.method !== "POST")
    return { status: 405, body: fault("UnknownOperationException", "only POST is served") };
  const problem = await options.unavailable();
  if (problem !== undefined) return { status: 503, body: fault("ServiceUnavailable", problem) };
  const limitBytes = request.url === "/events" ? ENVELOPES_LIMIT_BYTES : WRITTEN_LIMIT_BYTES;
  const body = await readBody(request, limitBytes);
  if (body === undefined) return tooLarge(`larger than ${limitBytes} bytes`);
  if (request.url === "/events") {
    // A web page cannot send these types without asking first, so it is refused also by a browser that sends no origin.
    if (!ENVELOPE_TYPES.test(request.headers["content-type"] ?? ""))
      return { status: 415, body: fault("UnsupportedMediaType", `POST /events takes ${NDJSON} or application/json`) };
    return putEnvelopes(body, options);
  }
  if (!isUtf8(body)) return { status: 400, body: fault("SerializationException", "the request is not UTF-8") };
  const text = body.toString("utf8");
  const target = String(request.headers["x-amz-target"] ?? "");
  const authorization = request.headers.authorization ?? "";
  const region = /\/\d{8}\/([a-z0-9-]+)\/events\//.exec(authorization)?.[1] ?? "us-east-1";
  const account = /\bCredential=(\d{12})\//.exec(authorization)?.[1] ?? UNNAMED_ACCOUNT;
  switch (target) {
    case "AWSEvents.PutEvents":
      return putEvents(text, { bus: options.bus, account, region, now: options.now() });
    case "AWSEvents.TestEventPattern":
      return testEventPattern(text);
    default:
      return {
        status: 400,
        body: fault("UnknownOperationException", `${target || "no X-Amz-Target"} is not served here`),
      };
  }
}

/** A single machine has no accounts: the sender's account is its access key, or this one's. */
const UNNAMED_ACCOUNT = "000000000000";

function tooLarge(problem: string): HttpReply {
  return { status: 413, body: fault("RequestEntityTooLargeException", problem) };
}

async function putEnvelopes(body: Buffer, { bus }: BusServerOptions): Promise<HttpReply> {
  const events: { readonly line: number; readonly event: JsonObject }[] = [];
  const errors: { readonly line: number; readonly problem: string }[] = [];
  for (const [i, text] of linesOf(body)) {
    const line = i + 1;
    if (line > LINES_LIMIT) return tooLarge(`more than ${LINES_LIMIT} lines: send them in several requests`);
    if (i % LINES_A_TURN === 0) await setImmediate();
    const read = readEnvelope(text);
    if ("problem" in read) errors.push({ line, problem: read.problem });
    else events.push({ line, event: read.event });
  }
  const taken = await bus.put(events.map(({ event }) => event));
  for (const [i, { problem }] of taken.entries())
    if (problem !== undefined) errors.push({ line: events[i]?.line ?? 0, problem });
  errors.sort((a, b) => a.line - b.line);
  const accepted = taken.filter(({ problem }) => problem === undefined);
  const unmatched = accepted.filter(({ rules }) => rules === 0).length;
  return { status: errors.length === 0 ? 200 : 400, body: { accepted: accepted.length, unmatched, errors } };
}

/** The lines that are not blank, by their index, and what comes after as many as there may be. A line end is the same byte in UTF-8 and in what is not. */
function* linesOf(body: Buffer): Generator<readonly [number, Buffer]> {
  let start = 0;
  for (let i = 0; start <= body.length && i <= LINES_LIMIT; i += 1) {
    const end = body.indexOf("\n", start);
    const line = body.subarray(start, end === -1 ? body.length : end);
    if (line.toString("latin1").trim() !== "") yield [i, line];
    start = end === -1 ? body.length + 1 : end + 1;
  }
}

/** An event that no queue accepts, or that cannot be written as JSON again, would fail the other lines of the request. */
function readEnvelope(line: Buffer): { readonly event: JsonObject } | { readonly problem: string } {
  if (line.length > WRITTEN_LIMIT_BYTES) return { problem: `is larger than ${WRITTEN_LIMIT_BYTES} bytes` };
  // Decoding would replace bytes that are not UTF-8, and give another event than the one that was sent.
  if (!isUtf8(line)) return { problem: "is not UTF-8" };
  const event = parsedJson(line.toString("utf8"));
  if (!isObject(event)) return { problem: "is not a JSON object" };
  const hostile = hostileShape(event);
  if (hostile) return { problem: refusalText(hostile.refusal) };
  const isLarge = Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT_BYTES;
  return isLarge ? { problem: `is larger than ${EVENT_LIMIT_BYTES} bytes` } : { event };
}

/** Gives `undefined` for a body over the limit. */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body));
}
