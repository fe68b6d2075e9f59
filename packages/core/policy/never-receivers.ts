/**
 * Addresses that are never a receiver, whatever a policy allows: at some a metadata service answers, which must not be called.
 * https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as of 2026.
 */
import { parseAddress, parseBlock, sameNetwork } from "../pattern/pattern-address.ts";

export const neverReceivers: readonly string[] = [
  "0.0.0.0/8", // this host
  "169.254.0.0/16", // link-local, and the metadata services of EC2 and ECS
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.31.196.0/24", // AS112
  "192.52.193.0/24", // automatic multicast tunneling
  "192.88.99.0/24", // 6to4 relays
  "192.175.48.0/24", // AS112
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/3", // multicast, reserved, broadcast
  "fe80::/10", // link-local
  "fd00:ec2::/32", // the metadata service of EC2
  "2001::/23", // protocol assignments, Teredo among them
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4
  "2620:4f:8000::/48", // AS112
  "3fff::/20", // documentation
];

const blocks = neverReceivers.map(parseBlock).filter((block) => typeof block !== "string");

/** Whether a URL's host is such an address; a parsed URL has only one notation for each address. A host name is checked when sending. */
export function isNeverReceiver(host: string): boolean {
  const address = parseAddress(host.replace(/^\[|\]$/g, ""));
  return address !== undefined && blocks.some((block) => sameNetwork(address, block.address, block.bits));
}
