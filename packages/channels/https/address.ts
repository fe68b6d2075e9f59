/**
 * Which addresses a receiver may be at. A URL in a policy must not turn Tocsin into a way to ask what only its own network
 * can ask: the metadata service, this machine, a neighbour (server-side request forgery).
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as of 2026.
 */
import { BlockList, isIP } from "node:net";
import { neverReceivers } from "@tocsin/core/policy/never-receivers";

export type AddressKind = "public" | "private" | "loopback" | "forbidden";

/** Inside a network of one's own, which a policy may allow. */
const privateRanges = listOf([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10", // shared by carriers, and by AWS for pods
  "fc00::/7",
]);

const loopbackRanges = listOf(["127.0.0.0/8", "::1/128"]);

const forbiddenRanges = listOf(neverReceivers);

/** Of IPv6 only this is given out; what is neither here nor private, link-local and multicast among it, is forbidden. */
const globalUnicast = listOf(["2000::/3"]);

/** In these an IPv4 address is written, which then is what counts: mapped, and translated by NAT64. */
const ipv4InIpv6 = listOf(["::ffff:0:0/96", "64:ff9b::/96"]);

/** What an address is; what is no address is forbidden. */
export function kindOfAddress(address: string): AddressKind {
  switch (isIP(address)) {
    case 4:
      return kindWithin(address, "ipv4");
    case 6: {
      // A zone says by which interface a link-local address is reached, and reaches no other.
      const [bare = ""] = address.split("%");
      return ipv4InIpv6.check(bare, "ipv6") ? kindWithin(ipv4In(bare), "ipv4") : kindWithin(bare, "ipv6");
    }
    default:
      return "forbidden";
  }
}

function kindWithin(address: string, family: "ipv4" | "ipv6"): AddressKind {
  if (forbiddenRanges.check(address, family)) return "forbidden";
  if (loopbackRanges.check(address, family)) return "loopback";
  if (privateRanges.check(address, family)) return "private";
  return family === "ipv4" || globalUnicast.check(address, family) ? "public" : "forbidden";
}

/** The IPv4 address that the last 32 bits are. A URL writes each address in one way, without dots. */
function ipv4In(address: string): string {
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(":");
  return groups
    .slice(-2)
    .map((group) => Number.parseInt(group || "0", 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix] = subnet.split("/");
    list.addSubnet(net, Number(prefix), net.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
