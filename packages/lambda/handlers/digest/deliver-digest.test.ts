import type { DigestSendings } from "@tocsin/aws/digests/digest-sendings";
import type { Channel, DigestMessage } from "@tocsin/channels/kind";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { recordingTelemetry } from "../../testing/sample-batch.ts";
import type { DigestDelivery } from "../handover.ts";
import { digestText, parseHanded } from "../handover.ts";
import { deliverDigest } from "./deliver-digest.ts";

const now = instant("2026-11-23T05:00:00Z");
const message: DigestMessage = {
  ...{ subject: "Week 47", text: "All is well.", html: "<p>All is well.</p>", summary: ["All is well."] },
  slack: { text: "Week 47", blocks: [], unfurl_links: false, unfurl_media: false },
};
const delivery: DigestDelivery = {
  ...{ format: "tocsin.digest-delivery.v1", week: "2026-W47", edition: "owner:web", channel: "mail", message },
};

/** @param sendDigest left out, the channel takes no digest. */
function setUp(begun: "begun" | "sent" | "being-sent", sendDigest?: Channel["sendDigest"]) {
  const written: string[] = [];
  const digestSendings: Pick<DigestSendings, "begin" | "sent" | "failed"> = {
    begin: async () => begun,
    sent: async ({ edition, channel }) => void written.push(`sent ${edition} ${channel}`),
    failed: async ({ edition, channel }) => void written.push(`failed ${edition} ${channel}`),
  };
  const telemetry = recordingTelemetry();
  const channel = async (name: string) => ({ name, send: async () => undefined, sendDigest });
  const deliver = () => deliverDigest(delivery, { channel, digestSendings, machineNow: () => now, telemetry });
  return { deliver, written, telemetry };
}

describe("an edition", () => {
  test("is sent, and then written down as sent", async () => {
    const sent: DigestMessage[] = [];
    const { deliver, written, telemetry } = setUp("begun", async (given) => void sent.push(given));
    expect(await deliver()).toEqual({ kind: "done" });
    expect([sent, written, telemetry.counted]).toEqual([[message], ["sent owner:web mail"], ["digests sent 1"]]);
  });

  test("that was sent before is not sent again", async () => {
    const { deliver, written, telemetry } = setUp("sent", () => Promise.reject(new Error("sent twice")));
    expect(await deliver()).toEqual({ kind: "done" });
    expect([written, telemetry.counted]).toEqual([[], ["digests already-sent 1"]]);
  });

  test("that another sends is looked at again", async () => {
    const { deliver, written } = setUp("being-sent", () => Promise.reject(new Error("sent twice")));
    expect(await deliver()).toMatchObject({ kind: "retry" });
    expect(written).toEqual([]);
  });

  test.each([
    ["does not arrive", () => Promise.reject(new Error("no answer")), "no answer"],
    ["goes to a channel that takes none", undefined, 'the channel "mail" takes no digest'],
  ])("that %s comes again, for whoever is the first to try", async (_title, sendDigest, problem) => {
    const { deliver, written, telemetry } = setUp("begun", sendDigest);
    expect(await deliver()).toMatchObject({ kind: "retry", error: { message: problem } });
    expect([written, telemetry.counted]).toEqual([["failed owner:web mail"], []]);
  });
});

test("a delivery is read as it was written, and refused where its week is none", () => {
  expect(parseHanded(digestText(delivery))).toEqual({ ok: true, value: delivery });
  expect(parseHanded(digestText({ ...delivery, week: "2026-W54" }))).toMatchObject({ refusal: { path: "week" } });
});
