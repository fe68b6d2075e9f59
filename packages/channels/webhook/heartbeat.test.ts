import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { PATH_TOKEN, useReceivers } from "../testing/receiver.ts";
import { sendHeartbeat } from "./heartbeat.ts";

const at = instant("2026-11-20T12:00:00Z");
const { receiver, gone } = useReceivers();

/** Sends one to the URL that the reference stands for. */
async function send(url: string, allowPrivateAddresses = true) {
  const forgotten: string[] = [];
  const error = await sendHeartbeat(at, {
    settings: { url: "ssm:ping", allowPrivateAddresses },
    secrets: { read: async () => `${url}\n`, forget: (reference) => void forgotten.push(reference) },
    now: () => at,
  }).catch((caught: unknown) => caught);
  return { error, forgotten };
}

describe("a heartbeat", () => {
  test("is posted to the URL that its reference stands for, and says since when all is known to be well", async () => {
    const { url, received } = await receiver({ status: 200, body: "OK" });
    expect(await send(url)).toEqual({ error: undefined, forgotten: [] });
    expect(received).toEqual([
      expect.objectContaining({
        method: "POST",
        path: `/hooks/${PATH_TOKEN}`,
        body: `{"format":"tocsin.heartbeat.v1","at":"${at}"}`,
      }),
    ]);
    expect(received[0]?.headers).not.toHaveProperty("tocsin-signature");
  });

  test.each([
    ["is refused: its URL is read anew, as it may be another by now", 404, { reason: "rejected" }, ["ssm:ping"]],
    ["is redirected, which is followed nowhere", 302, { reason: "rejected" }, ["ssm:ping"]],
    ["comes too often", 429, { reason: "rate-limited" }, []],
    ["meets a monitor that fails", 503, { reason: "server-error" }, []],
  ])("has not arrived where it %s", async (_title, status, problem, forgotten) => {
    const { url, received } = await receiver({
      status,
      headers: { location: "http://127.0.0.1:1/" },
      body: PATH_TOKEN,
    });
    const sent = await send(url);
    expect(sent.error).toBeInstanceOf(DeliveryError);
    expect(sent).toMatchObject({ error: problem, forgotten });
    expect(received).toHaveLength(1);
    expect(String(sent.error)).toContain("heartbeat at 127.0.0.1:");
    expect(String(sent.error)).not.toContain(PATH_TOKEN);
  });

  test("has not arrived where nobody answers", async () => {
    expect(await send(await gone())).toMatchObject({ error: { reason: "unreachable" }, forgotten: [] });
  });

  test("is sent to no URL that its policy does not allow, whoever wrote it into the secret", async () => {
    const { url, received } = await receiver({ status: 200 });
    const { error, forgotten } = await send(url, false);
    expect(String(error)).toContain(
      "heartbeat has a wrong URL (ssm:ping): expected an https URL with a public host name",
    );
    expect([received, forgotten]).toEqual([[], ["ssm:ping"]]);
  });
});
