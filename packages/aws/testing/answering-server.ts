/** An HTTP server with answers of a test's own, for the tests of what calls AWS. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";

export interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AnsweringServer {
  readonly endpoint: string;
  /** What was asked, in order. */
  readonly requests: readonly Request[];
}

/** A JSON answer, of the status and the error that a service names. */
export function json(body: object, status = 200): CannedAnswer {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: JSON.stringify(body) };
}

/** What an SDK client is made of that never retries and talks to `endpoint`. */
export function clientOptions(endpoint: string) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint, credentials, region: "eu-central-1", maxAttempts: 1 };
}

/** Gives a starter of such servers; each is stopped after its test. */
export function useAnsweringServer(): (
  answer: (request: Request, n: number) => CannedAnswer,
) => Promise<AnsweringServer> {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  });
  return async (answer) => {
    const requests: Request[] = [];
    const server = createServer(async (message, response) => {
      const request = { headers: message.headers, body: await text(message) };
      requests.push(request);
      const { status, headers, body } = answer(request, requests.length - 1);
      response.writeHead(status, headers).end(body);
    });
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return { endpoint: `http://127.0.0.1:${address.port}`, requests };
  };
}
