/** A receiver of webhooks. It shows one notification for each idempotency key, as docs/policy.md asks of receivers. */
import { createServer } from "node:http";
import { type Announcement, parseAnnouncement } from "@tocsin/core/transition/announcement";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";

export interface Shown {
  readonly channel: string;
  readonly announcement: Announcement;
}

export interface Receiver {
  /** The receiver rejects what is sent to `/gone` below it. */
  readonly url: string;
  /** What was shown, in order. */
  readonly shown: readonly Shown[];
  /** What was sent, in order. A notification that is sent twice with one key is here twice, and shown once. */
  readonly sent: readonly Shown[];
  stop(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const shown: Shown[] = [];
  const sent: Shown[] = [];
  const keys = new Set<string>();
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await Array.fromAsync(request)).toString("utf8");
    const { channel, announcement: written } = JSON.parse(text);
    const announcement = parseAnnouncement(JSON.stringify(written));
    const key = request.headers["idempotency-key"];
    if (!announcement.ok || typeof key !== "string") {
      response.writeHead(400).end();
      return;
    }
    if (request.url === "/gone") {
      response.writeHead(410).end();
      return;
    }
    sent.push({ channel, announcement: announcement.value });
    if (!keys.has(key)) shown.push({ channel, announcement: announcement.value });
    keys.add(key);
    response.writeHead(204).end();
  });
  const url = await listenOnLoopback(server, 0);
  return {
    url,
    shown,
    sent,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
