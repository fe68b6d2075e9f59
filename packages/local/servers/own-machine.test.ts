import { describe, expect, test } from "vitest";
import { foreignness } from "./own-machine.ts";

describe("a request", () => {
  test.each(["127.0.0.1", "127.0.0.1:4010", "localhost", "localhost:4010", "LOCALHOST:1"])(
    "to %s is this machine's own",
    (host) => expect(foreignness({ host })).toBeUndefined(),
  );

  test.each([
    ["to a name that somebody made lead here", "rebound.example.com"],
    ["to a name that only begins like ours", "127.0.0.1.example.com:4010"],
    ["to a name that only ends like ours", "evil.localhost"],
    ["to another address", "192.168.1.7:4010"],
    ["to every address", "0.0.0.0:4010"],
    ["to no port", "localhost:"],
    ["to nobody", undefined],
  ])("%s is not", (_, host) => {
    expect(foreignness({ host })).toBe("only requests to 127.0.0.1 or localhost are served");
  });

  test.each(["https://example.com", "null", "http://localhost:3000", ""])("of a page from %j is not", (origin) => {
    expect(foreignness({ host: "127.0.0.1:4010", origin })).toBe("requests of web pages are not served");
  });
});
