import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { parseNotification } from "@tocsin/oncall/notification";
import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import type { Lookup } from "../https/request.ts";
import { PATH_TOKEN, type Received, useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { type WebhookOptions, webhookChannel } from "./webhook-channel.ts";
import type { WebhookSettings } from "./webhook-settings.ts";

const SECRET = "whsec_9f8e7d6c5b4a39281706f5e4d3c2b1a0";
const KEY = "Key k1-in-a-header-of-its-own";
const notification = notificationWith();

const { listening, receiver, gone } = useReceivers();

const stored = { "ssm:signing": SECRET, "ssm:key": KEY };

/** Sends one notification to a receiver. */
async function send(
  url: string,
  {
    settings = {},
    ...options
  }: Partial<Omit<WebhookOptions, "settings">> & { settings?: Partial<WebhookSettings> } = {},
) {
  const secrets = secretsWith(stored);
  const channel = webhookChannel({
    name: "ops",
    settings: { url, signingSecret: "ssm:signing", allowPrivateAddresses: true, ...settings },
    secrets,
    now: () => now,
    ...options,
  });
  const error = await channel.send(notification).catch((caught: unknown) => caught);
  return { error, forgotten: secrets.forgotten };
}

/** As a receiver checks it, from the header's description alone. */
function isSigned({ headers, body }: Received, secret: string, at: Instant): boolean {
  const match = /^t=(\d+),v2=([0-9a-f]{64})$/.exec(String(headers["tocsin-signature"]));
  if (!match || Math.abs(Number(match[1]) - epochOf(at) / 1000) > 1) return false;
  const signed = `${match[1]}.${headers["idempotency-key"]}.${body}`;
  return createHmac("sha256", secret).update(signed).digest("hex") === match[2];
}

/** All that an error tells, its causes included. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${error.cause === undefined ? "" : everythingIn(error.cause)}`;
}

describe("a notification", () => {
  test("is posted as it is, signed, with what identifies it", async () => {
    const { url, received } = await receiver({ status: 202 });
    expect((await send(url)).error).toBeUndefined();
    expect(received).toHaveLength(1);
    const [request] = received;
    expect(request).toMatchObject({
      method: "POST",
      path: `/hooks/${PATH_TOKEN}`,
      headers: {
        "content-type": "application/json",
        "user-agent": "tocsin",
        "idempotency-key": "fedcba9876543210fedcba9876543210:1:ops",
      },
    });
    expect(parseNotification(request?.body ?? "")).toEqual({
      ok: true,
      value: JSON.parse(JSON.stringify(notification)),
    });
  });

  test("carries a signature that holds for this body, key, secret and time alone", async () => {
    const { url, received } = await receiver({ status: 200 });
    await send(url);
    const [request] = received;
    if (request === undefined) throw new Error("nothing was received");

    expect(isSigned(request, SECRET, now)).toBe(true);
    expect(isSigned(request, "another secret", now)).toBe(false);
    expect(isSigned({ ...request, body: `${request.body} ` }, SECRET, now)).toBe(false);
    const replayed = { ...request.headers, "idempotency-key": "fedcba9876543210fedcba9876543210:2:ops" };
    expect(isSigned({ ...request, headers: replayed }, SECRET, now)).toBe(false);
    expect(isSigned(request, SECRET, shift(now, 300_000))).toBe(false);
  });

  test("is the same when it is sent again, but signed at the time", async () => {
    const { url, received } = await receiver({ status: 503 }, { status: 200 });
    await send(url);
    await send(url, { now: () => shift(now, 9000) });

    const [first, second] = received;
    if (first === undefined || second === undefined) throw new Error("it was not sent twice");
    expect(second.body).toBe(first.body);
    expect(second.headers["idempotency-key"]).toBe(first.headers["idempotency-key"]);
    expect(isSigned(second, SECRET, shift(now, 9000))).toBe(true);
  });

  test("to a destination with a name that no header can hold has a key nevertheless", async () => {
    const { url, received } = await receiver({ status: 200 });
    const destination = "Bereitschaft ☎\r\nx-evil: 1 \ud800";
    const settings = { url, signingSecret: "ssm:signing", allowPrivateAddresses: true };
    const channel = webhookChannel({ name: destination, settings, secrets: secretsWith(stored), now: () => now });
    await channel.send(notificationWith({ destination }));
    expect(received[0]?.headers["idempotency-key"]).toMatch(/:1:Bereitschaft%20%E2%98%8E%0D%0Ax-evil%3A%201%20/);
    expect(received[0]?.headers).not.toHaveProperty("x-evil");
  });
});

describe("settings", () => {
  test("may name the URL and headers by reference, and any header else as it is", async () => {
    const { url, received } = await receiver({ status: 200 });
    const secrets = secretsWith({ ...stored, "ssm:url": `${url}\n` });
    const headers = { Authorization: "ssm:key", "x-team": "payments" };
    const { error } = await send("ssm:url", { secrets, settings: { headers } });
    expect(error).toBeUndefined();
    expect(received[0]?.headers).toMatchObject({ authorization: KEY, "x-team": "payments" });
  });

  test.each([
    ["is none", "hooks", "expected an https URL without credentials"],
    ["is not reached by https", "http://hooks.example.com/x", "expected an https URL without credentials"],
    ["holds a password", "https://me:pw@hooks.example.com/x", "expected an https URL without credentials"],
  ])("of which the URL %s send nothing, and are read anew", async (_title, url, problem) => {
    const secrets = secretsWith({ ...stored, "ssm:url": url });
    const { error } = await send("ssm:url", { secrets });
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(String(error)).toContain(`channel "ops" has a wrong URL (ssm:url): ${problem}`);
    expect(everythingIn(error)).not.toContain(url);
    expect(secrets.forgotten).toEqual(["ssm:url", "ssm:signing"]);
  });

  test("of which a header holds what none may hold send nothing, and do not say what it is", async () => {
    const { url, received } = await receiver({ status: 200 });
    const secrets = secretsWith({ ...stored, "ssm:key": "first\nsecond" });
    const { error } = await send(url, { secrets, settings: { headers: { authorization: "ssm:key" } } });
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(String(error)).toContain("has a wrong header authorization: it has characters that no header may have");
    expect(everythingIn(error)).not.toContain("second");
    expect(received).toEqual([]);
  });

  test("add no header in place of one of Tocsin's own", async () => {
    const { url, received } = await receiver({ status: 200 });
    await send(url, { settings: { headers: { "tocsin-signature": "forged" } } });
    expect(received[0] && isSigned(received[0], SECRET, now)).toBe(true);
  });
});

describe("an answer", () => {
  const delivered = [200, 201, 202, 204, 299];
  const passing = [
    [408, "timed-out"],
    [425, "rate-limited"],
    [429, "rate-limited"],
    [500, "server-error"],
    [501, "server-error"],
    [502, "server-error"],
    [503, "server-error"],
    [504, "server-error"],
    [599, "server-error"],
  ] as const;
  const final = [
    300, 301, 302, 303, 304, 307, 308, 399, 400, 401, 403, 404, 407, 409, 410, 413, 422, 424, 426, 428, 430, 499, 600,
  ];

  test.each(delivered)("of %i means delivered", async (status) => {
    const { url, received } = await receiver({ status });
    expect(await send(url)).toEqual({ error: undefined, forgotten: [] });
    expect(received).toHaveLength(1);
  });

  test.each(passing)(
    "of %i may pass, and is asked for once: the caller makes the next attempt",
    async (status, reason) => {
      const { url, received } = await receiver({ status });
      const { error, forgotten } = await send(url);
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ reason, retryable: true });
      expect(forgotten).toEqual([]);
      expect(received).toHaveLength(1);
    },
  );

  test.each(final)("of %i is a refusal, after which all secrets are read anew", async (status) => {
    const { url, received } = await receiver({ status });
    const { error, forgotten } = await send(url, { settings: { headers: { authorization: "ssm:key" } } });
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(forgotten).toEqual(["ssm:signing", "ssm:key"]);
    expect(received).toHaveLength(1);
  });
});

describe("retry-after", () => {
  test.each([
    ["of seconds is told", "7", 7000],
    ["of nought is no pause", "0", 0],
    ["of hours is told too", "36000", 36_000_000],
    ["of a date is told as the time until then", "Tue, 24 Nov 2026 08:00:04 GMT", 4000],
    ["of a date that has passed is no pause", "Tue, 24 Nov 2026 07:59:00 GMT", 0],
    ["that cannot be read is passed over", "soon", undefined],
    ["below nought is passed over", "-5", undefined],
  ])("%s", async (_title, header, retryAfterMilliseconds) => {
    const { url } = await receiver({ status: 429, headers: { "retry-after": header } });
    expect((await send(url)).error).toMatchObject({ reason: "rate-limited", retryAfterMilliseconds });
  });
});

describe("a receiver", () => {
  test.each([301, 302, 303, 307, 308])("that redirects with %i is not followed", async (status) => {
    const inside = await receiver({ status: 200 });
    const { url, received } = await receiver({ status, headers: { location: inside.url } });
    const { error } = await send(url);
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(received).toHaveLength(1);
    expect(inside.received).toEqual([]);
  });

  test("that never answers is given up", async () => {
    let requests = 0;
    const url = await listening(() => {
      requests += 1;
    });
    const { error } = await send(url, { timeoutMilliseconds: 250 });
    expect(error).toMatchObject({ reason: "timed-out", retryable: true });
    expect(requests).toBe(1);
  });

  test("that accepts and then stalls has accepted", async () => {
    const url = await listening((_request, response) => {
      response.writeHead(200).write("still thinking");
    });
    expect((await send(url)).error).toBeUndefined();
  });

  test("that refuses and then stalls has refused", async () => {
    const url = await listening((_request, response) => {
      response.writeHead(400).write("still thinking");
    });
    const { error } = await send(url, { timeoutMilliseconds: 500 });
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
  });

  test("that hangs up is unreachable", async () => {
    let requests = 0;
    const url = await listening((request) => {
      requests += 1;
      request.socket.destroy();
    });
    const { error } = await send(url);
    expect(error).toMatchObject({ reason: "unreachable", retryable: true });
    expect(requests).toBe(1);
  });

  test("that is not there is unreachable", async () => {
    const { error } = await send(await gone());
    expect(error).toMatchObject({ reason: "unreachable", retryable: true });
  });
});

describe("an error", () => {
  test("quotes the beginning of what the receiver said, on one line", async () => {
    const { url } = await receiver({ status: 400, body: `no such\nservice\u001b[2J ${"x".repeat(5000)}` });
    const { error } = await send(url);
    const message = error instanceof Error ? error.message : "";
    expect(message).toMatch(/^channel "ops" at 127\.0\.0\.1:\d+ answered 400: no such service \[2J x+…$/);
    expect(message.length).toBeLessThan(300);
  });

  test("needs no more than the beginning of a body without an end", async () => {
    let sentBytes = 0;
    const url = await listening((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(1000))) sentBytes += 1000;
      };
      response.writeHead(422).on("drain", more);
      more();
    });
    const { error } = await send(url, { timeoutMilliseconds: 3000 });
    expect(error).toMatchObject({ reason: "rejected" });
    // What is not read fills the buffers in between, and no more.
    expect(sentBytes).toBeLessThan(20_000_000);
  });

  test.each([
    ["whole", `bad signature, expected one by ${SECRET}`],
    ["up to where the answer was cut", `${" ".repeat(1010)}${SECRET}`],
    ["again and again", SECRET.repeat(40)],
    ["with the path of the URL", `Cannot POST /hooks/${PATH_TOKEN}`],
    ["with a header's value", `no such key: ${KEY}`],
  ])("never holds a secret that a receiver echoes %s", async (_title, body) => {
    const { url } = await receiver({ status: 401, body });
    const { error } = await send(url, { settings: { headers: { authorization: "ssm:key" } } });
    expect(error).toMatchObject({ reason: "rejected" });
    expect(everythingIn(error)).not.toContain(SECRET.slice(0, 8));
    expect(everythingIn(error)).not.toContain(PATH_TOKEN);
    expect(everythingIn(error)).not.toContain(KEY);
  });

  test.each([
    ["refused", async () => (await receiver({ status: 404 })).url],
    ["redirected", async () => (await receiver({ status: 302, headers: { location: "http://127.0.0.1:1/" } })).url],
    ["unreachable", gone],
  ])("holds neither the secret nor the URL's path when %s", async (_title, urlOf) => {
    const { error } = await send(await urlOf());
    expect(error).toBeInstanceOf(DeliveryError);
    expect(everythingIn(error)).not.toContain(SECRET);
    expect(everythingIn(error)).not.toContain(PATH_TOKEN);
  });
});

describe("a signing secret", () => {
  test("that cannot be had sends nothing, for now", async () => {
    const { url, received } = await receiver({ status: 200 });
    const { error } = await send(url, { secrets: secretsWith({}) });
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ retryable: true, message: 'channel "ops" cannot read ssm:signing' });
    expect(received).toEqual([]);
  });

  test.each(["", " \n"])(
    "that is empty (%j) sends nothing, as anybody could sign with it, and is read anew",
    async (empty) => {
      const { url, received } = await receiver({ status: 200 });
      const secrets = secretsWith({ "ssm:signing": empty });
      const { error } = await send(url, { secrets });
      expect(error).toMatchObject({ reason: "rejected", retryable: false });
      expect(secrets.forgotten).toEqual(["ssm:signing"]);
      expect(received).toEqual([]);
    },
  );

  test("that changed is used with the next notification", async () => {
    const { url, received } = await receiver({ status: 200 });
    const values = ["first secret", "second secret"];
    const secrets = { read: async () => values.shift() ?? "", forget: () => {} };
    const settings = { url, signingSecret: "ssm:signing", allowPrivateAddresses: true };
    const channel = webhookChannel({ name: "ops", settings, secrets, now: () => now });
    await channel.send(notification);
    await channel.send(notification);
    expect(received.map((request) => isSigned(request, "first secret", now))).toEqual([true, false]);
    expect(received.map((request) => isSigned(request, "second secret", now))).toEqual([false, true]);
  });
});

describe("the address of a receiver", () => {
  /** Says of each name in turn what it is told to, as a name server of an attacker's does. */
  function namesAt(...answers: readonly (readonly string[])[]) {
    const asked: string[] = [];
    const lookup: Lookup = (hostname, _options, callback) => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(hostname);
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };
    return { lookup, asked };
  }
  /** The receiver by a name; on its port no one else listens. */
  const named = (url: string) => url.replace("127.0.0.1", "hooks.example.com").replace("http:", "https:");

  test.each([
    ["a private one", ["10.1.2.3"], "is at the private address 10.1.2.3, which the policy does not allow"],
    ["this machine", ["127.0.0.1"], "is at the loopback address 127.0.0.1, which the policy does not allow"],
    ["the metadata service", ["169.254.169.254"], "is at 169.254.169.254, where no receiver may be"],
    ["one among public ones", ["1.1.1.1", "::ffff:10.0.0.1"], "is at the private address ::ffff:10.0.0.1, which"],
  ])("that a name turns out to stand for is refused for good when it is %s", async (_title, addresses, problem) => {
    const { url, received } = await receiver({ status: 200 });
    const { lookup, asked } = namesAt(addresses);
    const { error } = await send(named(url), { settings: { allowPrivateAddresses: false }, lookup });
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ reason: "address-refused", retryable: false });
    expect(String(error)).toContain(problem);
    expect(everythingIn(error)).not.toContain(PATH_TOKEN);
    expect(asked).toEqual(["hooks.example.com"]);
    expect(received).toEqual([]);
  });

  test("is looked up once, and no other is connected to", async () => {
    let connections = 0;
    const server = createServer(() => undefined);
    onTestFinished(() => void server.close());
    server.on("connection", (socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    // What is checked is an address that nobody answers at; what a second look would give is the server.
    const { lookup, asked } = namesAt(["::1"], ["127.0.0.1"]);
    const { error } = await send(`https://hooks.example.com:${port}/`, { lookup });
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(asked).toHaveLength(1);
    expect(connections).toBe(0);
  });

  test.each([
    ["http://127.0.0.1/", "is at the loopback address 127.0.0.1, which the policy does not allow"],
    ["https://127.0.0.1/", "is at the loopback address 127.0.0.1, which the policy does not allow"],
    ["https://2130706433/", "is at the loopback address 127.0.0.1, which the policy does not allow"],
    ["https://[::1]/", "is at the loopback address ::1, which the policy does not allow"],
    ["https://[::ffff:10.0.0.1]/", "is at the private address ::ffff:a00:1, which the policy does not allow"],
    ["http://hooks.example.com/", "is not reached by https"],
    ["http://10.0.0.1/", "is not reached by https"],
  ])("that stands in the URL is looked at as well: %s", async (url, problem) => {
    const { error } = await send(url, { settings: { allowPrivateAddresses: false } });
    expect(error).toMatchObject({ reason: "address-refused", retryable: false });
    expect(String(error)).toContain(problem);
  });

  test.each([
    ["https://169.254.169.254/latest/meta-data", "is at 169.254.169.254, where no receiver may be"],
    ["https://[fd00:ec2::254]/", "is at fd00:ec2::254, where no receiver may be"],
    ["https://[fe80::1]/", "is at fe80::1, where no receiver may be"],
    ["http://localhost/", "is not reached by https"],
    ["http://10.0.0.1/", "is not reached by https"],
  ])("is refused where private ones are allowed too: %s", async (url, problem) => {
    const { error } = await send(url);
    expect(error).toMatchObject({ reason: "address-refused", retryable: false });
    expect(String(error)).toContain(problem);
  });

  test("may be a private one that a name stands for where the policy allows it", async () => {
    const { url } = await receiver({ status: 200 });
    const { lookup } = namesAt(["127.0.0.1"]);
    const { error } = await send(named(url), { lookup });
    // The receiver was reached, and does not speak TLS.
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(everythingIn(error)).toMatch(/SSL|TLS|EPROTO/);
  });
});
