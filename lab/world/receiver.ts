/** A receiver of webhooks. It shows one notification for each idempotency key, as docs/policy.md asks of receivers. */
import { createServer } from "node:http";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { type Notification, parseNotification } from "@tocsin/oncall/notification";

export interface Receiver {
  readonly url: string;
  /** What was shown, in order. */
  readonly shown: readonly Notification[];
  /** What was sent, in order. A notification that is sent twice with one key is here twice, and shown once. */
  readonly sent: readonly Notification[];
  stop(): void;
}

/** @param arrived is called with each notification as it is sent. */
export async function startReceiver(arrived: (notification: Notification) => void = () => {}): Promise<Receiver> {
  const shown: Notification[] = [];
  const sent: Notification[] = [];
  const keys = new Set<string>();
  const server = createServer(async (request, response) => {
    const notification = parseNotification(Buffer.concat(await Array.fromAsync(request)).toString("utf8"));
    const key = request.headers["idempotency-key"];
    if (!notification.ok || typeof key !== "string") {
      response.writeHead(400).end();
      return;
    }
    sent.push(notification.value);
    arrived(notification.value);
    if (!keys.has(key)) shown.push(notification.value);
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
