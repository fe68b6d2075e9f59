/** An HTTP server with answers of a test's own, for the tests of what calls AWS. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";

export interface Request {
  readonly path: string;
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

/** An XML answer of the services that are asked by a query. */
export function xml(operation: string, result: string): CannedAnswer {
  const body = `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}

/** The refusal of a query. */
export function xmlError(code: string, message: string, status = 400): CannedAnswer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, headers: { "content-type": "text/xml" }, body };
}

/** The operation that a request asks for, in whichever of AWS's protocols: `DescribeTrails`. */
export function operationOf({ path, headers, body }: Request): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.replace(/.*\./, "");
  const action = new URLSearchParams(body).get("Action");
  return action ?? path.replace(/^\//, "");
}

/** The region that a request is signed for. */
export function signedRegion({ headers }: Request): string {
  return headers.authorization?.split("/")[2] ?? "";
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
      const request = { path: message.url ?? "", headers: message.headers, body: await text(message) };
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
