/** Where a webhook or the heartbeat may be sent to, as far as its URL shows it. The address behind a name is checked when connecting. */
import { isNeverReceiver } from "./never-receivers.ts";
import { problemOfStored, secretReference } from "./secret-reference.ts";

/** Why the URL that a policy gives a receiver is refused; a referenced URL is checked when it is read. */
export function problemOfWrittenUrl(url: string, allowPrivateAddresses: boolean): string | undefined {
  const reference = secretReference(url);
  if (reference !== undefined && reference.store !== "env") return undefined;
  return problemOfStored(url) ?? problemOfUrl(url, allowPrivateAddresses) ?? problemOfAddress(url);
}

/** An IP address in a URL is known before sending; the address of a name is not. */
function problemOfAddress(url: string): string | undefined {
  return isNeverReceiver(partsOf(url).hostname)
    ? "is at an address to which nothing is ever sent: link-local, a metadata service's, or reserved"
    : undefined;
}

/** Why nothing is sent to a URL. It never repeats the URL, whose path is often a credential. */
export function problemOfUrl(url: string, allowPrivateAddresses: boolean): string | undefined {
  return allowPrivateAddresses ? problemOfOwn(url) : problemOfPublic(url);
}

/** A host name only: an address does not show who it belongs to. */
function problemOfPublic(url: string): string | undefined {
  const { protocol, hostname } = partsOf(url);
  const isName = /[a-z]/i.test(hostname) && !hostname.startsWith("[") && hostname.includes(".");
  return protocol === "https:" && isName
    ? undefined
    : "expected an https URL with a public host name and without credentials; allowPrivateAddresses permits one's own network";
}

/** In your own network names may be short or missing, and on your own machine there is nothing to encrypt. */
function problemOfOwn(url: string): string | undefined {
  const { protocol, hostname } = partsOf(url);
  const isPermitted = protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
  return isPermitted ? undefined : "expected an https URL without credentials (http only to 127.0.0.1)";
}

/** Empty for a text that is not a URL, or contains credentials. */
function partsOf(url: string): { readonly protocol: string; readonly hostname: string } {
  const { protocol, hostname, username, password } = URL.canParse(url) ? new URL(url) : new URL("none:");
  return username === "" && password === "" ? { protocol, hostname } : { protocol: "", hostname: "" };
}
