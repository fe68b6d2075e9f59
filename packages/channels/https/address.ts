/**
 * Which addresses a receiver may be at. A URL in a policy must not let anybody use Tocsin to reach what only its own network can reach: the
 * metadata service, this machine, a neighbour (server-side request forgery).
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as of 2026.
 */
import { BlockList, isIP } from "node:net";
import { neverReceivers } from "@tocsin/core/policy/never-receivers";

export type AddressKind = "public" | "private" | "loopback" | "forbidden";

/** Inside your own network, which a policy may allow. */
const privateRanges = listOf([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10", // shared by carriers, and by AWS for pods
  "fc00::/7",
]);

const loopbackRanges = listOf(["127.0.0.0/8", "::1/128"]);

const forbiddenRanges = listOf(neverReceivers);

/** Only this part of IPv6 is assigned; everything else that is not private is forbidden, including link-local and multicast. */
const globalUnicast = listOf(["2000::/3"]);

/** These contain an IPv4 address, which then counts: mapped addresses, and those translated by NAT64. */
const ipv4InIpv6 = listOf(["::ffff:0:0/96", "64:ff9b::/96"]);

/** The kind of an address; a text that is not an address is forbidden. */
export function kindOfAddress(address: string): AddressKind {
  switch (isIP(address)) {
    case 4:
      return kindWithin(address, "ipv4");
    case 6: {
      // A zone is the interface of a link-local address.
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

/** The IPv4 address in the last 32 bits. A parsed URL has only one notation for each address, without dots. */
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
