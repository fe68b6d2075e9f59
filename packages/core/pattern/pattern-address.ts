/**
 * IP addresses as EventBridge compares them: no zone, no dots within an IPv6 address, no mask of a single address. Where a webhook
 * may connect to is another question, which `@tocsin/channels/https/address` answers with Node's own parser: that one must read
 * an address as the socket will, this one as a rule does, and core knows no sockets.
 */

/** An address in network order: four bytes, or sixteen. */
type Address = readonly number[];

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const V6 = /^[0-9a-fA-F:]{2,39}$/;
const V6_GROUP = /^[0-9a-fA-F]{1,4}$/;
const V6_GROUPS = 8;

/**
 * An IPv4 address in dotted decimals or an IPv6 address in hexadecimal groups; `undefined` for any other text. An
 * IPv4-mapped IPv6 address (`::ffff:a00:1`) is the IPv4 address that it maps, as it is for EventBridge.
 */
export function parseAddress(text: string): Address | undefined {
  const v4 = V4.exec(text);
  if (v4) {
    const bytes = v4.slice(1).map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  return V6.test(text) ? parseV6(text) : undefined;
}

function parseV6(text: string): Address | undefined {
  const [head = "", tail, ...rest] = text.split("::");
  if (rest.length > 0) return undefined;
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  if (left === undefined || right === undefined) return undefined;
  const missing = V6_GROUPS - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  const bytes = groups.flatMap((group) => [group >> 8, group & 0xff]);
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  return groups.every((group) => V6_GROUP.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

/** Tells whether the first `bits` bits of two addresses of the same family are equal. */
export function sameNetwork(a: Address, b: Address, bits = a.length * 8): boolean {
  if (a.length !== b.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (a[index] !== b[index]) return false;
  const rest = bits & 7;
  return rest === 0 || ((a[whole] ?? 0) ^ (b[whole] ?? 0)) >> (8 - rest) === 0;
}

interface Block {
  readonly address: Address;
  readonly bits: number;
}

/**
 * A CIDR block; the address may have host bits set. Gives what is wrong, as a sentence, for any other text: EventBridge
 * takes masks up to /31 and /127 only, a single address is written without a mask.
 */
export function parseBlock(text: string): Block | string {
  const [before = "", mask = "", ...rest] = text.split("/");
  const address = parseAddress(before);
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(mask)) {
    return 'must be an address and a mask, such as "10.0.0.0/8" or "2001:db8::/32"';
  }
  const widest = address.length * 8 - 1;
  const bits = Number(mask);
  if (bits > widest) return `must have a mask from /0 to /${widest}: a single address is a plain value, without a mask`;
  return { address, bits };
}
