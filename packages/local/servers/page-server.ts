/**
 * Serves pages over HTTP with the handler that a function URL or an HTTP API calls when deployed: it gets requests in their payload format.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { HttpHandler } from "@tocsin/lambda/handlers/http-request";
import { invocation } from "../pumps/invocation.ts";
import { foreignHost, listenOnLoopback } from "./own-machine.ts";

export interface PageServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** An HTTP API's limit, which is more than any page needs. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** On any free port of this machine. */
export async function startPageServer(handler: HttpHandler): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(request, response, handler).catch(() => response.writeHead(500).end());
  });
  const endpoint = await listenOnLoopback(server, 0);
  return {
    endpoint,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A browser sends the page's origin with a form, so an origin is no reason to refuse it: the form's token gives access. */
async function answer(request: IncomingMessage, response: ServerResponse, handler: HttpHandler): Promise<void> {
  if (foreignHost(request.headers) !== undefined) {
    response.writeHead(403).end();
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const event = {
    rawPath: (request.url ?? "").replace(/\?.*/, ""),
    requestContext: { http: { method: request.method } },
    headers: request.headers,
    body: body.toString("base64"),
    isBase64Encoded: true,
  };
  const reply = await handler(event, invocation("acknowledge"));
  response.writeHead(reply.statusCode, reply.headers).end(reply.body);
}

/** Gives nothing for a body over the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
