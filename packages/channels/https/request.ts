/**
 * One request to a receiver, at an address that was looked at before it was connected to. `fetch` cannot do that: it
 * would look the name up again, and could get another address.
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
  /** By which it is given up, its answer too. */
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

/** The receiver's address, or the way to it, is not one that the policy allows; nothing was sent. */
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
      // Not one that is kept: it may have been opened for a channel that allows more.
      agent: false,
      lookup: checkedLookup(options),
      signal: options.signal,
    });
    request.on("response", (response) => {
      // That the rest breaks off is the reader's to see, or nobody's.
      response.on("error", () => {});
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body: response });
    });
    request.on("error", reject);
    request.end(options.body);
  });
}

/** No function that is deployed needs `node:http`, and it would take 11 ms of its start: with it comes all of `fetch`. */
async function requestOnThisMachine(): Promise<typeof requestHttps> {
  const { request } = await import("node:http");
  return request;
}

/** Why nothing is sent to this URL, as far as it shows without a lookup of its name. */
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

/** What is looked up here is what is connected to, so a name cannot stand for one address now and for another then. */
function checkedLookup({ lookup = systemLookup, allowPrivateAddresses }: ReceiverRequest): LookupFunction {
  return (hostname, { all }, callback) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      const problem = addresses?.map(({ address }) => refusedAddress(address, allowPrivateAddresses)).find(Boolean);
      const [first] = addresses ?? [];
      if (error || first === undefined) callback(error ?? new Error("the name has no address"), "", 0);
      // One that must not be among them says that the others are not to be trusted either.
      else if (problem) callback(new AddressRefused(problem), "", 0);
      else if (all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
