/** Receivers of webhooks, as a user would write them: what comes twice with one idempotency key is shown once. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

export interface Receiver {
  readonly url: string;
  /** What was shown, in order: `<channel> <alert> <version> <kind>`. */
  readonly shown: readonly string[];
  /** How many requests came, repeated ones included. */
  readonly received: number;
  stop(): Promise<void>;
}

/** Answers 200 to what comes to `/`, and 410 to what comes to `/gone`. */
export async function startReceiver(): Promise<Receiver> {
  const shown: string[] = [];
  const keys = new Set<string>();
  let received = 0;
  const server = createServer(async (request, response) => {
    received += 1;
    const { channel, announcement } = JSON.parse(await textOf(request));
    const isGone = request.url === "/gone";
    const key = String(request.headers["idempotency-key"]);
    if (!isGone && !keys.has(key))
      shown.push(`${channel} ${announcement.alertId} ${announcement.version} ${announcement.kind}`);
    keys.add(key);
    response.writeHead(isGone ? 410 : 200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    shown,
    get received() {
      return received;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
