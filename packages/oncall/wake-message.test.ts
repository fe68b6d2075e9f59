import { instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { groupWakeText, heartbeatWakeText, parseWake } from "./wake-message.ts";

const groupId = "0123456789abcdef0123456789abcdef";

test("a wake for a group is read back", () => {
  expect(parseWake(groupWakeText(groupId))).toEqual({
    ok: true,
    value: { format: "tocsin.wake.v1", kind: "group", groupId },
  });
});

test("a heartbeat is read back", () => {
  const at = instant("2026-11-20T12:00:00Z");
  expect(parseWake(heartbeatWakeText(at))).toEqual({
    ok: true,
    value: { format: "tocsin.wake.v1", kind: "heartbeat", at },
  });
});

const anotherVersion = "is another version's. Redriven, it wakes on-call for the alert as it is now";

test.each([
  [
    "an announcement, as the version before had it in its queue",
    '{"format":"tocsin.announcement.v1","kind":"opened","alertId":"0f","version":3}',
    "format",
    anotherVersion,
  ],
  ["a wake of a later format", '{"format":"tocsin.wake.v2","kind":"group"}', "format", anotherVersion],
  ["what is no message of Tocsin", '{"kind":"group"}', "format", "is missing"],
  [
    "a group that is none",
    '{"format":"tocsin.wake.v1","kind":"group","groupId":"x"}',
    "groupId",
    "expected 32 hexadecimal digits",
  ],
  ["what is not JSON", "x", "", "is not JSON"],
])("refuses %s, with the field and what is wrong", (_title, body, path, problem) => {
  expect(parseWake(body)).toEqual({ ok: false, refusal: { path, problem } });
});
