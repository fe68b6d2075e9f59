import { type Instant, shift } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { issuedAt, keysBy, sampleLink } from "../testing/sample-link.ts";
import { LINK_HOURS, lastInstantOf } from "./link.ts";
import type { LinkKeys } from "./link-keys.ts";
import { tokenOf, verified } from "./link-token.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const keyOf = keysBy("the key of the stage");

const reasonOf = async (token: string, now: Instant = issuedAt, keys: LinkKeys = keyOf) => {
  const read = await verified(token, keys, now);
  return read.ok ? "ok" : read.reason;
};

describe("a token is forged", () => {
  test.each<readonly [string, object]>([
    ["of another action", { action: "suppress" }],
    ["of another alert", { of: { alert: "f".repeat(32) } }],
    ["of a group in the alert's place", { of: { group: "0123456789abcdef0123456789abcdef" } }],
    ["of another destination", { destination: "lead" }],
    ["of a severity that its reader was not shown", { severity: "CRITICAL" }],
    ["of a later message", { issuedAt: shift(issuedAt, MINUTE) }],
    ["that works longer", { expiresAt: shift(sampleLink.expiresAt, 1) }],
    ["that works less long", { expiresAt: shift(sampleLink.expiresAt, -1) }],
  ])("where it was changed into one %s", async (_title, change) => {
    const [, hmac] = (await tokenOf(sampleLink, keyOf)).split(".");
    const payload = Buffer.from(JSON.stringify({ ...sampleLink, ...change })).toString("base64url");
    // Another action is none that there is.
    expect(await reasonOf(`${payload}.${hmac}`)).toBe("action" in change ? "malformed" : "forged");
  });

  test.each<readonly [string, LinkKeys]>([
    ["another key", keysBy("the key of another stage")],
    ["the same key for another stage", keysBy("the key of the stage", "staging")],
  ])("where it was signed with %s", async (_title, keys) => {
    expect(await reasonOf(await tokenOf(sampleLink, keys))).toBe("forged");
  });

  test("where it was signed with the key of another day", async () => {
    const ofAnotherDay: LinkKeys = (at) => keyOf(shift(at, 24 * HOUR));
    expect(await reasonOf(await tokenOf(sampleLink, ofAnotherDay))).toBe("forged");
  });

  test("where it would work for longer than any link does, whoever signed it", async () => {
    const token = await tokenOf({ ...sampleLink, expiresAt: shift(sampleLink.expiresAt, 1) }, keyOf);
    expect(await reasonOf(token)).toBe("forged");
  });
});

describe("the time of a link", () => {
  test.each<readonly [string, number, string]>([
    ["works when it was made", 0, "ok"],
    ["works until its last millisecond", LINK_HOURS * HOUR - 1, "ok"],
    ["does not work from its end on", LINK_HOURS * HOUR, "expired"],
    ["works where the clock is five minutes behind", -5 * MINUTE, "ok"],
    ["does not work where it is further behind", -5 * MINUTE - 1, "early"],
  ])("%s", async (_title, after, expected) => {
    expect(await reasonOf(await tokenOf(sampleLink, keyOf), shift(issuedAt, after))).toBe(expected);
  });

  test("is on both sides of midnight", async () => {
    const late = { ...sampleLink, issuedAt: shift(issuedAt, 16 * HOUR - 1) };
    const link = { ...late, expiresAt: lastInstantOf(late.issuedAt) };
    expect(await reasonOf(await tokenOf(link, keyOf), shift(link.issuedAt, 1))).toBe("ok");
  });

  test("that cannot be asks nothing of the stage's key", async () => {
    const asked: string[] = [];
    const recording: LinkKeys = (at) => {
      asked.push(at);
      return keyOf(at);
    };
    for (const days of [-400, -4, 1, 400]) {
      const at = shift(issuedAt, days * 24 * HOUR);
      const link = { ...sampleLink, issuedAt: at, expiresAt: lastInstantOf(at) };
      expect(await reasonOf(await tokenOf(link, keyOf), issuedAt, recording)).not.toBe("ok");
    }
    expect(asked).toEqual([]);
  });
});

describe("a text is no token", () => {
  const withPayload = async (payload: string) => {
    const [, hmac] = (await tokenOf(sampleLink, keyOf)).split(".");
    return `${payload}.${hmac}`;
  };
  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  test.each<readonly [string, string]>([
    ["without a payload", ""],
    ["of something else than JSON", Buffer.from("acknowledge").toString("base64url")],
    ["of no object", written(null)],
    ["of a list", written([sampleLink])],
    ["with a field that none has", written({ ...sampleLink, until: "2030-01-01T00:00:00.000Z" })],
    ["without a field that all have", written({ ...sampleLink, severity: undefined })],
    ["of an alert and a group", written({ ...sampleLink, of: { alert: "a".repeat(32), group: "b".repeat(32) } })],
    ["of no id", written({ ...sampleLink, of: { alert: "ALERT#1" } })],
    ["of no instant", written({ ...sampleLink, issuedAt: "yesterday" })],
    ["that is too long to be one", written({ ...sampleLink, destination: "x".repeat(800) })],
  ])("%s", async (_title, payload) => {
    expect(await reasonOf(await withPayload(payload))).toBe("malformed");
  });

  test.each([
    ["that is empty", ""],
    ["without its signature", written(sampleLink)],
    ["with less of its signature", `${written(sampleLink)}.${"0".repeat(63)}`],
    ["whose signature is written otherwise", `${written(sampleLink)}.${"A".repeat(64)}`],
    ["that ends in a line break", `${written(sampleLink)}.${"0".repeat(64)}\n`],
    ["as long as a page", "x".repeat(1_000_000)],
  ])("%s", async (_title, token) => {
    expect(await reasonOf(token)).toBe("malformed");
  });
});
