import type { DeployedTopic, Subscription } from "@tocsin/aws/deployed/queues";
import type { DeployedAlarm } from "@tocsin/aws/deployed/watch";
import { known } from "@tocsin/aws/prerequisites/asked";
import { instant } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { describe, expect, test } from "vitest";
import { judgeAlarmMails, judgeAlarms, judgeBeats, judgeChat, judgePages, judgePolicy } from "./judge-watch.ts";
import { sumNames } from "./parts.ts";

const mail = (isConfirmed: boolean): Subscription => ({ isConfirmed });
const topic = (...subscriptions: readonly Subscription[]): DeployedTopic => ({
  policy: "{}",
  subscriptions: known(subscriptions),
});

test.each([
  ["are heard where each is confirmed", [true, true], "ok"],
  ["are a warning where some are not", [true, false], "warning"],
  ["fail where none is", [false], "failed"],
  ["fail where nobody is subscribed", [], "failed"],
])("mails of alarms %s", (_title, confirmed, state) => {
  expect(judgeAlarmMails(topic(...confirmed.map(mail)))).toMatchObject({ state });
});

describe("readable texts", () => {
  const channels: Policy["channels"] = { people: { type: "sns" } };
  test.each<[string, Policy["channels"], readonly boolean[], string]>([
    ["reach whoever has confirmed", channels, [true, false], "ok"],
    ["fail where nobody has, and a channel tells people by them", channels, [false], "failed"],
    ["need nobody where no channel does", { log: { type: "console" } }, [], "ok"],
  ])("%s", (_title, given, confirmed, state) => {
    expect(judgePages(topic(...confirmed.map(mail)), { channels: given })).toMatchObject({ state });
  });
});

describe("custom notifications", () => {
  const channels: Policy["channels"] = { chat: { type: "amazon-q" } };
  test.each<[string, Policy["channels"], readonly boolean[], string]>([
    ["are posted where Amazon Q is subscribed", channels, [true], "ok"],
    ["fail where it is not, and a channel tells people by them", channels, [], "failed"],
    ["need nobody where no channel does", { people: { type: "sns" } }, [], "ok"],
  ])("%s", (_title, given, confirmed, state) => {
    expect(judgeChat(topic(...confirmed.map(mail)), { channels: given })).toMatchObject({ state });
  });
});

describe("alarms", () => {
  const alarm: DeployedAlarm = { name: "tocsin-prod-bus-dlq", isRinging: false, isHeard: true };
  test.each<[string, readonly DeployedAlarm[], string, string]>([
    ["are well while none rings", [alarm], "ok", "1 alarm"],
    [
      "that ring are a warning, which names them",
      [alarm, { ...alarm, name: "x", isRinging: true }],
      "warning",
      "x rings",
    ],
    ["that nobody hears of fail", [{ ...alarm, isHeard: false }], "failed", "tocsin-prod-bus-dlq"],
    ["fail where there is none", [], "failed", "none"],
  ])("%s", (_title, given, state, what) => {
    expect(judgeAlarms(given)).toMatchObject({ state, what: expect.stringContaining(what) });
  });
});

test.each([
  ["is no question where the policy has none", undefined, 0, "ok"],
  ["is well where it took some", { url: "ssm:x", allowPrivateAddresses: false }, 3, "ok"],
  ["fails where it took none", { url: "ssm:x", allowPrivateAddresses: false }, 0, "failed"],
])("the monitor outside %s", (_title, heartbeat, sent, state) => {
  const sums = new Map(sent > 0 ? [[sumNames.beats, sent]] : []);
  expect(judgeBeats(sums, { heartbeat })).toMatchObject({ state });
});

describe("the policy", () => {
  const policy = { ...defaultPolicy, version: 3 };
  const at = instant("2026-11-20T12:00:00Z");
  const failing = [{ destination: "soc", since: at, times: 2, nextTryAt: at }];
  test.each([
    [
      "is well where it was pushed, the stage is live and all is taken",
      { policy, mode: "live", failing: [] },
      "ok",
      "3",
    ],
    ["fails where nobody pushed one", { policy: defaultPolicy, mode: "live", failing: [] }, "failed", "nobody"],
    ["fails where a destination takes nothing, and names it", { policy, mode: "learning", failing }, "failed", "soc"],
    ["is a warning while the stage learns", { policy, mode: "learning", failing: [] }, "warning", "learns"],
  ] as const)("%s", (_title, told, state, what) => {
    expect(judgePolicy(told, "prod")).toMatchObject({ state, what: expect.stringContaining(what) });
  });
});
