import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request as requestHttp } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { instant, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { afterEach, describe, expect, test } from "vitest";
import { virtualClock } from "./clock.ts";
import { LINK_KEY_FILE, localMac } from "./link-key.ts";
import { createScenario } from "./scenario.ts";
import { type Stack, startStack } from "./stack.ts";
import { expiryEvent } from "./testing/sample-event.ts";

const now = instant("2026-11-20T06:00:00Z");
const running: Stack[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-links-"));
  directories.push(directory);
  return directory;
}

/** A stack that has told of one certificate, and the link in the page. */
async function toldOf(dataDirectory: string) {
  const pages: string[] = [];
  const clock = virtualClock(now);
  const latest = shift(now, 86_400_000);
  const stack = await startStack({
    ...{ now: clock.now, latest: () => latest, isVirtual: true, policy: defaultPolicy, withLinks: true },
    channels: { write: (page) => void pages.push(page), styled: false, secretAt: async () => "" },
    ...{ scope: "test", searchPath: "", port: 0, redeliverySeconds: 0, writeLog: () => {}, dataDirectory },
  });
  running.push(stack);
  const scenario = createScenario({ stack, clock, latest, onTaken: () => {} });
  await scenario.deliver(expiryEvent(1, now, { days: 13 }));
  await scenario.runUntil(shift(now, 12 * 3_600_000));
  const [, url = ""] = /^ {2}ack here {2}(\S+)$/m.exec(pages.join("\n")) ?? [];
  return { stack, url };
}

async function statusesIn(stack: Stack): Promise<readonly string[]> {
  return (await Array.fromAsync(valuesIn(stack.alerts.all()))).map(({ status }) => status);
}

describe("a link in a page of the embedded stack", () => {
  test("opens in a browser on this machine, and its form acknowledges", async () => {
    const { stack, url } = await toldOf(await temporaryDirectory());
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/acknowledge\/\S+$/);
    const page = await fetch(url);
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const [, token = ""] = /name="token" value="([^"]+)"/.exec(await page.text()) ?? [];
    expect(await statusesIn(stack)).toEqual(["OPEN"]);
    const done = await fetch(new URL("/acknowledge", url), {
      method: "POST",
      // So says a browser of a page that names itself to nobody.
      headers: { origin: "null" },
      body: new URLSearchParams({ token }),
    });
    expect(await done.text()).toContain("1 alert acknowledged");
    expect(await statusesIn(stack)).toEqual(["ACKNOWLEDGED"]);
  });

  test("is answered to this machine alone, and in measure", async () => {
    const { url } = await toldOf(await temporaryDirectory());
    const statusOf = (headers: Readonly<Record<string, string>>) =>
      new Promise((resolve) => {
        requestHttp(url, { headers }, (response) => resolve(response.resume().statusCode)).end();
      });
    expect(await statusOf({ host: "rebound.example.com" })).toBe(403);
    const body = new URLSearchParams({ token: "x".repeat(100_000) });
    expect((await fetch(new URL("/acknowledge", url), { method: "POST", body })).status).toBe(413);
  });
});

describe("the key of links", () => {
  test("is its owner's to read, and the same for the next run", async () => {
    const directory = await temporaryDirectory();
    const first = await (await localMac(directory))("a text");
    expect((await stat(join(directory, LINK_KEY_FILE))).mode & 0o777).toBe(0o600);
    expect(await (await localMac(directory))("a text")).toEqual(first);
    expect((await readFile(join(directory, LINK_KEY_FILE))).length).toBe(32);
  });

  test("is another in another directory, and where none is kept", async () => {
    const macs = [await temporaryDirectory(), await temporaryDirectory(), undefined, undefined].map(async (directory) =>
      Buffer.from(await (await localMac(directory))("a text")).toString("hex"),
    );
    expect(new Set(await Promise.all(macs)).size).toBe(4);
  });

  test("is refused where somebody has cut it", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, LINK_KEY_FILE), "short");
    await expect(localMac(directory)).rejects.toThrow(/link-key has 5 bytes, not 32: remove it/);
  });
});
