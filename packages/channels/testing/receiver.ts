/** Receivers of webhooks on this machine, each on a port of its own, that are gone after the test. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";

export const PATH_TOKEN = "T0K3N-in-the-path";

export interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ScriptedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receivers {
  /** Gives the base URL of a server. */
  listening(listener: RequestListener): Promise<string>;
  /** A receiver that gives the answers in turn, and its last one ever after. */
  receiver(...answers: readonly ScriptedResponse[]): Promise<{ url: string; received: Received[] }>;
  /** The URL of a receiver that has gone. */
  gone(): Promise<string>;
}

export function useReceivers(): Receivers {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  });
  return { listening, receiver, gone };

  async function listening(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async function receiver(...answers: readonly ScriptedResponse[]) {
    const received: Received[] = [];
    const base = await listening(async (request, response) => {
      const { method, url: path, headers } = request;
      received.push({ method, path, headers, body: await text(request) });
      const answer = answers[Math.min(received.length, answers.length) - 1];
      response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body);
    });
    return { url: `${base}/hooks/${PATH_TOKEN}`, received };
  }

  async function gone(): Promise<string> {
    const base = await listening(() => undefined);
    const server = servers.pop();
    server?.close();
    return `${base}/hooks/${PATH_TOKEN}`;
  }
}
