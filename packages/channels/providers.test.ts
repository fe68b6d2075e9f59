/** What each channel makes of each way in which a provider may behave. */
import { channelKinds, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import { notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "./channel.ts";
import { type Provider, providers } from "./testing/providers.ts";
import { type ScriptedResponse, useReceivers } from "./testing/receiver.ts";

const { listening, receiver, gone } = useReceivers();

test("every channel that has secrets to send with is in the table", () => {
  const secretive = channelKinds.filter((kind) => declaredChannels[kind].readsSecrets !== "none");
  expect(
    providers.map(({ kind }) => kind).sort(),
    "give each kind of channel that reads secrets an entry in packages/channels/testing/providers.ts",
  ).toEqual([...secretive].sort());
});

async function sent({ at }: Provider, url: string, timeoutMilliseconds?: number) {
  const { channel, secrets } = at(url, timeoutMilliseconds);
  const error = await channel.send(notificationWith()).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return { error, forgotten: secrets.forgotten };
}

/** All that an error tells, its causes included. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${error.cause === undefined ? "" : everythingIn(error.cause)}`;
}

describe.each(providers)("of a provider of $kind", (provider) => {
  const { taken, notTaken, refused, canaries } = provider;

  test("that takes the message, it is said to be delivered", async () => {
    const { url, received } = await receiver(...taken);
    expect(await sent(provider, url)).toEqual({ error: undefined, forgotten: [] });
    expect(received).toHaveLength(taken.length);
    const { contentType = "application/json" } = provider;
    expect(received[0]).toMatchObject({ method: "POST", headers: { "content-type": contentType } });
  });

  test("a success that is none is a failure", async () => {
    for (const answer of notTaken) {
      const { url } = await receiver(answer);
      const { error } = await sent(provider, url);
      expect(error, JSON.stringify(answer)).toBeInstanceOf(DeliveryError);
    }
  });

  test("that refuses it, the reason is told, and the secrets are read anew", async () => {
    const { url, received } = await receiver(refused.answer);
    const { error, forgotten } = await sent(provider, url);
    expect(error).toMatchObject({ reason: "rejected", retryable: false });
    expect(String(error)).toContain(refused.says);
    expect(String(error)).toContain('channel "ops"');
    expect(forgotten).not.toEqual([]);
    expect(received).toHaveLength(1);
  });

  const rejected = { reason: "rejected", retryable: false };
  const limited = { reason: "rate-limited", retryable: true };
  const failed = { reason: "server-error", retryable: true };
  const asked = { "retry-after": "7" };
  test.each<[title: string, answer: ScriptedResponse, problem: object, areForgotten: boolean]>([
    ["knows nobody of that credential", { status: 401 }, rejected, true],
    ["forbids it", { status: 403 }, rejected, true],
    ["does not find what it is sent to", { status: 404 }, rejected, true],
    ["says that it is gone", { status: 410 }, rejected, true],
    ["asks for a pause", { status: 429, headers: asked }, { ...limited, retryAfterMilliseconds: 7000 }, false],
    ["asks for a pause of no length", { status: 429 }, { ...limited, retryAfterMilliseconds: undefined }, false],
    ["fails", { status: 500, body: "oops" }, failed, false],
    ["is not available", { status: 503, headers: asked }, { ...failed, retryAfterMilliseconds: 7000 }, false],
  ])("that %s, it is told so, and asked once", async (_title, answer, problem, areForgotten) => {
    const { url, received } = await receiver(answer);
    const { error, forgotten } = await sent(provider, url);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject(problem);
    expect(forgotten.length > 0).toBe(areForgotten);
    expect(received).toHaveLength(1);
  });

  test.each([301, 302, 303, 307, 308])("that redirects with %i, it is not followed", async (status) => {
    const inside = await receiver(...taken);
    const { url, received } = await receiver({ status, headers: { location: inside.url } });
    expect((await sent(provider, url)).error).toMatchObject(rejected);
    expect(received).toHaveLength(1);
    expect(inside.received).toEqual([]);
  });

  test("that never answers, it is given up", async () => {
    const url = await listening(() => undefined);
    expect((await sent(provider, url, 250)).error).toMatchObject({ reason: "timed-out", retryable: true });
  });

  test("that cuts the connection, it is unreachable", async () => {
    const url = await listening((request) => void request.socket.destroy());
    expect((await sent(provider, url)).error).toMatchObject({ reason: "unreachable", retryable: true });
  });

  test("that is not there, it is unreachable", async () => {
    expect((await sent(provider, await gone())).error).toMatchObject({ reason: "unreachable", retryable: true });
  });

  test.each([200, 202, 400, 401, 404, 429, 500])(
    "that echoes what it was sent with %i, no credential is told",
    async (status) => {
      const echoes = canaries.flatMap((canary) => [canary, `{"error":"${canary}"}`, canary.repeat(40)]);
      for (const body of echoes) {
        const { url } = await receiver({ status, body });
        const told = everythingIn((await sent(provider, url)).error);
        for (const canary of canaries) expect(told).not.toContain(canary.slice(0, 12));
      }
    },
  );
});

describe.each(providers.filter(({ hidesHeaders }) => !hidesHeaders))(
  "of a provider of $kind, whose headers are read",
  (provider) => {
    test("a success that is none may ask for a pause", async () => {
      for (const answer of provider.notTaken) {
        const { url } = await receiver({ ...answer, headers: { "retry-after": "7" } });
        const { error } = await sent(provider, url);
        expect(error, JSON.stringify(answer)).toMatchObject({ retryAfterMilliseconds: 7000 });
      }
    });
  },
);

describe.each(providers.filter(({ notTaken }) => notTaken.length > 0))(
  "of a provider of $kind, whose answer is read",
  (provider) => {
    test("one that stalls in its answer has not answered", async () => {
      const url = await listening(
        (_request, response) => void response.writeHead(provider.taken[0]?.status ?? 200).write("{"),
      );
      expect((await sent(provider, url, 250)).error).toMatchObject({ reason: "timed-out", retryable: true });
    });

    test("one that breaks off in its answer is unreachable", async () => {
      const url = await listening((request, response) => {
        response
          .writeHead(provider.taken[0]?.status ?? 200, { "content-length": "1000" })
          .write("{", () => request.socket.destroy());
      });
      expect((await sent(provider, url)).error).toMatchObject({ reason: "unreachable", retryable: true });
    });
  },
);
