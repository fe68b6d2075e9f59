/**
 * One request to a receiver, whose address is checked before connecting. `fetch` cannot do that: it would look the name up again, and could
 * get another address.
 */
import { lookup as systemLookup } from "node:dns";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { kindOfAddress } from "./address.ts";
import type { Answer } from "./response.ts";

export interface ReceiverRequest {
  readonly url: string;
  /** `POST`, where it is left out. */
  readonly method?: "GET" | "POST" | "PUT" | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The receiver may be in a network of one's own, or on this machine. */
  readonly allowPrivateAddresses: boolean;
  /** Aborts the request, and the reading of its answer. */
  readonly signal: AbortSignal;
  /** Looks a name up, as `dns.lookup` does with `all`. */
  readonly lookup?: Lookup | undefined;
}

export type Lookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookedUp[]) => void,
) => void;

interface LookedUp {
  readonly address: string;
  readonly family: number;
}

/** The policy does not allow the receiver's address, or the way to it; nothing was sent. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
}

/**
 * Gives the answer as soon as its status is known; a redirect is an answer like any other, and followed nowhere.
 * @throws AddressRefused
 * @throws Error when there is no connection, or none any more.
 */
export async function requestTo(options: ReceiverRequest): Promise<Answer> {
  const url = new URL(options.url);
  const refusal = refusalOf(url, options);
  if (refusal !== undefined) throw new AddressRefused(refusal);
  const send = url.protocol === "https:" ? requestHttps : await requestOnThisMachine();
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: options.method ?? "POST",
      headers: options.headers,
      // Not a kept connection: it may have been opened for a channel that allows more.
      agent: false,
      lookup: checkedLookup(options),
      signal: options.signal,
    });
    request.on("response", (response) => {
      // If the rest breaks off, the reader of the body sees that, if anybody reads it.
      response.on("error", () => {});
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body: response });
    });
    request.on("error", reject);
    request.end(options.body);
  });
}

/** No deployed function needs `node:http`, which would add 11 ms to its start, as it loads all of `fetch`. */
async function requestOnThisMachine(): Promise<typeof requestHttps> {
  const { request } = await import("node:http");
  return request;
}

/** Why nothing is sent to this URL, as far as the URL shows without a lookup of its name. */
function refusalOf({ protocol, hostname }: URL, { allowPrivateAddresses }: ReceiverRequest): string | undefined {
  const literal = hostname.replace(/^\[|\]$/g, "");
  const isAddress = isIP(literal) !== 0;
  if (protocol !== "https:") {
    const isOwn = protocol === "http:" && isAddress && kindOfAddress(literal) === "loopback";
    if (!isOwn) return "is not reached by https";
  }
  return isAddress ? refusedAddress(literal, allowPrivateAddresses) : undefined;
}

function refusedAddress(address: string, allowPrivateAddresses: boolean): string | undefined {
  const kind = kindOfAddress(address);
  if (kind === "public" || (kind !== "forbidden" && allowPrivateAddresses)) return undefined;
  return kind === "forbidden"
    ? `is at ${address}, where no receiver may be`
    : `is at the ${kind} address ${address}, which the policy does not allow`;
}

/** The address looked up here is the one connected to, so a name cannot change its address in between. */
function checkedLookup({ lookup = systemLookup, allowPrivateAddresses }: ReceiverRequest): LookupFunction {
  return (hostname, { all }, callback) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      const problem = addresses?.map(({ address }) => refusedAddress(address, allowPrivateAddresses)).find(Boolean);
      const [first] = addresses ?? [];
      if (error || first === undefined) callback(error ?? new Error("the name has no address"), "", 0);
      // If one of them is forbidden, the others cannot be trusted either.
      else if (problem) callback(new AddressRefused(problem), "", 0);
      else if (all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
