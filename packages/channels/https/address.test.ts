import { describe, expect, test } from "vitest";
import { kindOfAddress } from "./address.ts";

describe("an address is", () => {
  test.each([
    ["public", ["1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"]],
    ["public", ["100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0"]],
    ["public", ["198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001:829::200e"]],
    ["private", ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1", "100.64.0.0"]],
    ["private", ["100.127.255.255", "fc00::", "fdff:ffff::1", "fd00:ec3::254"]],
    ["loopback", ["127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"]],
  ] as const)("%s: %j", (kind, addresses) => {
    expect(addresses.map(kindOfAddress)).toEqual(addresses.map(() => kind));
  });

  test.each([
    ["EC2's metadata service", ["169.254.169.254", "fd00:ec2::254", "fd00:ec2:0:0::254"]],
    ["ECS's metadata service", ["169.254.170.2"]],
    ["link-local", ["169.254.0.0", "169.254.255.255", "fe80::1", "fe80::1%eth0", "febf::"]],
    ["no particular host", ["0.0.0.0", "0.255.255.255", "::"]],
    ["multicast", ["224.0.0.1", "239.255.255.255", "ff02::1"]],
    ["reserved or broadcast", ["240.0.0.0", "255.255.255.255", "192.0.0.8", "192.88.99.1", "4000::1", "5f00::1"]],
    ["documentation", ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"]],
    ["benchmarking", ["198.18.0.0", "198.19.255.255"]],
    ["site-local, which was given up", ["fec0::1"]],
    ["IPv4 in an IPv6 address of a kind given up", ["::10.0.0.1", "2002:a00:1::", "2001:0:a00:1::"]],
    ["local NAT64, which says nothing of what is behind", ["64:ff9b:1::a00:1"]],
    ["no address", ["", "localhost", "127.1", "0x7f.0.0.1", "1.1.1.1.", "[::1]", "1.1.1.1/8"]],
  ])("forbidden: %s", (_title, addresses) => {
    expect(addresses.map(kindOfAddress)).toEqual(addresses.map(() => "forbidden"));
  });
});

test.each(["::ffff:", "64:ff9b::"])("an IPv4 address written after %s is what it is by itself", (wrapping) => {
  const addresses = ["1.1.1.1", "10.0.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "192.168.0.0", "224.0.0.1"];
  expect(addresses.map((address) => kindOfAddress(`${wrapping}${address}`))).toEqual(addresses.map(kindOfAddress));
  expect(kindOfAddress(`${wrapping}a9fe:a9fe`)).toBe("forbidden");
  expect(kindOfAddress(`${wrapping}101:101`)).toBe("public");
});
