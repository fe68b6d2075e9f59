import { DeliveryError } from "@tocsin/channels/channel";
import { instant, shift } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { recordingTelemetry } from "../testing/sample-batch.ts";
import { sendBeat } from "./beats.ts";

const at = instant("2026-11-20T12:00:00Z");
const monitor = { url: "https://ping.example.com/", allowPrivateAddresses: false };
const gone = new DeliveryError("heartbeat at ping.example.com cannot be reached", {
  reason: "unreachable",
  retryable: true,
});

test.each([
  ["is sent while what it says is of now", 299_999, monitor, undefined, ["sent"]],
  ["is not sent when it comes late", 300_000, monitor, undefined, ["too-late"]],
  ["is not sent when the policy has no monitor any more", 0, undefined, undefined, ["not-wanted"]],
  ["that does not arrive is counted with why", 0, monitor, gone, ["unreachable"]],
  ["that cannot be tried is counted too", 0, monitor, new Error("the table does not answer"), ["failed"]],
])("a heartbeat %s", async (_title, age, settings, problem, outcomes) => {
  const telemetry = recordingTelemetry();
  await sendBeat(at, {
    async heartbeat() {
      if (problem) throw problem;
    },
    settings: async () => settings,
    machineNow: () => shift(at, age),
    telemetry,
  });
  expect(telemetry.counted).toEqual(outcomes.map((outcome) => `beats ${outcome} 1`));
  expect(telemetry.logged).toHaveLength(problem ? 1 : 0);
});
