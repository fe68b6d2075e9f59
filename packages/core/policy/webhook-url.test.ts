import { describe, expect, test } from "vitest";
import { problemOfWrittenUrl } from "./webhook-url.ts";

describe("an address in the URL of a policy to which nothing is ever sent", () => {
  test.each([
    ["the metadata service of EC2", "https://169.254.169.254/latest"],
    ["the same as a number", "https://2852039166/"],
    ["the same in octal digits", "https://0251.0376.0251.0376/"],
    ["the same with the dot of a name's end", "https://169.254.169.254./"],
    ["the same within IPv6", "https://[::ffff:169.254.169.254]/"],
    ["the metadata service by IPv6", "https://[fd00:ec2::254]/"],
    ["a link-local address", "https://[fe80::1]/"],
    ["this host", "https://0.0.0.0/"],
    ["a group of hosts", "https://239.1.2.3/"],
  ])("is refused even where private ones are allowed: %s", (_title, url) => {
    expect(problemOfWrittenUrl(url, true)).toMatch(/^is at an address to which nothing is ever sent/);
    expect(problemOfWrittenUrl(url, false)).toMatch(/^expected an https URL with a public host name/);
  });

  test.each(["https://169.253.255.255/", "https://169.255.0.0/", "https://10.0.0.1/", "https://[fd00:ec3::1]/"])(
    "%s is none",
    (url) => {
      expect(problemOfWrittenUrl(url, true)).toBeUndefined();
    },
  );
});
