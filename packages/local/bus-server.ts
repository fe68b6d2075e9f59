/**
 * EventBridge over HTTP, as far as a sender needs it: `PutEvents` and `TestEventPattern` in AWS's JSON protocol, so that the
 * SDKs and `aws events put-events --endpoint-url …` work. `POST /events` takes whole envelopes, one JSON object a line, as
 * a member account's forwarding rule delivers them.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event";
import type { Instant } from "@tocsin/core/instant";
import { instantField, parse, refusalText } from "@tocsin/core/parse";
import { compilePattern, PatternError } from "@tocsin/core/pattern";
import * as v from "valibot";
import type { LocalBus } from "./bus.ts";

export interface BusServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface BusServerOptions {
  readonly bus: LocalBus;
  /** 0 for any free port. */
  readonly port: number;
  readonly now: () => Instant;
}

/** The account of whoever calls `PutEvents` here: there are no accounts on one machine. */
const CALLER_ACCOUNT = "000000000000";
const REQUEST_LIMIT_BYTES = 16 * EVENT_LIMIT_BYTES;

export async function startBusServer(options: BusServerOptions): Promise<BusServer> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      ({ status, body }) => reply(response, status, body),
      (error) =>
        reply(response, 500, fault("InternalException", error instanceof Error ? error.message : String(error))),
    );
  });
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

async function answer(request: IncomingMessage, options: BusServerOptions): Promise<Answer> {
  if (request.method === "GET" && request.url === "/health") return { status: 200, body: { ok: true } };
  if (request.method !== "POST")
    return { status: 405, body: fault("UnknownOperationException", "only POST is served") };
  const body = await readBody(request);
  if (body === undefined)
    return { status: 413, body: fault("RequestEntityTooLarge", `larger than ${REQUEST_LIMIT_BYTES} bytes`) };
  if (request.url === "/events") return putEnvelopes(body, options);
  const target = String(request.headers["x-amz-target"] ?? "");
  const region = /\/\d{8}\/([a-z0-9-]+)\/events\//.exec(request.headers.authorization ?? "")?.[1] ?? "us-east-1";
  switch (target) {
    case "AWSEvents.PutEvents":
      return putEvents(body, region, options);
    case "AWSEvents.TestEventPattern":
      return testEventPattern(body);
    default:
      return {
        status: 400,
        body: fault("UnknownOperationException", `${target || "no X-Amz-Target"} is not served here`),
      };
  }
}

const putEventsSchema = v.object({
  Entries: v.pipe(
    v.array(v.record(v.string(), v.unknown())),
    v.minLength(1, "is empty"),
    v.maxLength(10, "has more than 10 entries"),
  ),
});
const entrySchema = v.object({
  Source: v.pipe(v.string(), v.nonEmpty("is empty")),
  DetailType: v.pipe(v.string(), v.nonEmpty("is empty")),
  Detail: v.string(),
  Resources: v.optional(v.array(v.string()), []),
  /** Seconds since 1970. */
  Time: v.optional(instantField),
});
type EntryResult = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
async function putEvents(body: string, region: string, { bus, now }: BusServerOptions): Promise<Answer> {
  const request = parse(putEventsSchema, jsonOf(body));
  if (!request.ok) return { status: 400, body: fault("ValidationException", refusalText(request.refusal)) };
  if (Buffer.byteLength(body) > EVENT_LIMIT_BYTES) {
    return {
      status: 400,
      body: fault("ValidationException", "Total size of the entries in the request is over the limit."),
    };
  }
  const read = request.value.Entries.map((entry) => envelopeOf(entry, region, now()));
  await bus.put(read.flatMap((result) => ("event" in result ? [result.event] : [])));
  const Entries = read.map((result): EntryResult => ("event" in result ? { EventId: result.event.id } : result));
  return { status: 200, body: { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries } };
}

function envelopeOf(entry: unknown, region: string, now: Instant) {
  const parsed = parse(entrySchema, entry);
  if (!parsed.ok) return { ErrorCode: "InvalidArgument", ErrorMessage: refusalText(parsed.refusal) };
  const { Source, DetailType, Detail, Resources, Time } = parsed.value;
  const detail = jsonOf(Detail);
  if (typeof detail !== "object" || detail === null || Array.isArray(detail)) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  const hostile = hostileShape(detail);
  if (hostile) return { ErrorCode: "MalformedDetail", ErrorMessage: `Detail ${refusalText(hostile.refusal)}` };
  const event = {
    version: "0",
    id: randomUUID(),
    "detail-type": DetailType,
    source: Source,
    account: CALLER_ACCOUNT,
    time: (Time ?? now).replace(/\.\d+Z$/, "Z"),
    region,
    resources: Resources,
    detail,
  };
  return { event };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
function testEventPattern(body: string): Answer {
  const request = parse(v.object({ EventPattern: v.string(), Event: v.string() }), jsonOf(body));
  if (!request.ok) return { status: 400, body: fault("ValidationException", refusalText(request.refusal)) };
  try {
    const matches = compilePattern(jsonOf(request.value.EventPattern));
    return { status: 200, body: { Result: matches(jsonOf(request.value.Event)) } };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return {
      status: 400,
      body: fault("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`),
    };
  }
}

async function putEnvelopes(body: string, { bus }: BusServerOptions): Promise<Answer> {
  const events: object[] = [];
  const errors: { readonly line: number; readonly problem: string }[] = [];
  for (const [i, line] of body.split("\n").entries()) {
    if (line.trim() === "") continue;
    const event = jsonOf(line);
    const problem = problemOf(event);
    // What no queue takes, or cannot be written again, would take the other lines down with it.
    if (problem === undefined) events.push(Object(event));
    else errors.push({ line: i + 1, problem });
  }
  const taken = await bus.put(events);
  const unmatched = taken.filter((rules) => rules === 0).length;
  return { status: errors.length === 0 ? 200 : 400, body: { accepted: events.length, unmatched, errors } };
}

function problemOf(event: unknown): string | undefined {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return "is not a JSON object";
  const hostile = hostileShape(event);
  if (hostile) return refusalText(hostile.refusal);
  const isLarge = Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT_BYTES;
  return isLarge ? `is larger than ${EVENT_LIMIT_BYTES} bytes` : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Gives `undefined` for a body over the limit. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > REQUEST_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function fault(type: string, message: string) {
  return { __type: type, message };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body));
}
