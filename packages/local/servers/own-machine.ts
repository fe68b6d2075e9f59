/**
 * The embedded servers have no authentication, so they serve this machine alone: they listen on its loopback address, and they
 * refuse requests that a web page in its browser could send.
 */
import { once } from "node:events";
import type { IncomingHttpHeaders, Server } from "node:http";

/** The one address that an embedded server listens on. */
export const LOOPBACK = "127.0.0.1";

const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/i;

/**
 * Why a request may come from a web page; nothing when it cannot. Browsers add the page's origin to requests from one site to
 * another. A page whose own host name was made to resolve to this machine sends that name as the host.
 */
export function foreignness(headers: IncomingHttpHeaders): string | undefined {
  return headers.origin === undefined ? foreignHost(headers) : "requests of web pages are not served";
}

/** Why a request may come from a page whose host name was made to resolve to this machine; nothing when it cannot. */
export function foreignHost({ host = "" }: IncomingHttpHeaders): string | undefined {
  return OWN_HOST.test(host) ? undefined : "only requests to 127.0.0.1 or localhost are served";
}

/** Listens on `port`, 0 for any free one. Gives where. @throws Error when the port is taken. */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://${LOOPBACK}:${address.port}`;
}
