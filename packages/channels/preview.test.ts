import { type ChannelKind, channelKinds, type SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { nowhere } from "@tocsin/core/policy/channels/nowhere";
import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { previewOf } from "./preview.ts";
import { portalUrl, runbookUrl } from "./testing/hostile.ts";

function sentBy(kind: ChannelKind, changed: Partial<Notification>): string {
  return previewOf(nowhere[kind], notificationWith(changed), { now, place: "--stage prod" })
    .map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content)))
    .join("\n");
}

describe.each(channelKinds)("what a channel of the type %s is sent", (kind) => {
  const sent = (changed: Partial<Notification>) => sentBy(kind, changed);

  test("says what it is about, where, and how bad", () => {
    const text = sent({});
    for (const part of ["www.example.com", "012345678901", "eu-central-1"]) expect(text).toContain(part);
    expect(text).toMatch(/10 days left|"severity":"HIGH"/i);
  });

  test("says of a drill that it is one before anything else that people read", () => {
    const drill = { ...certificateAlert, condition: "drill" as const, title: "DRILL: nothing is wrong" };
    const text = sent({ alerts: [drill], title: drill.title, route: "drill", rings: false });
    expect(text).toMatch(/drill/i);
    expect(text).not.toMatch(/\[(HIGH|10 DAYS LEFT)/);
    // What comes before is no text for people.
    expect(text.slice(0, text.search(/drill/i))).not.toContain("wrong");
  });

  test("is no larger for a group of 10,000 than for one of twenty, of which it names ten as well", () => {
    const alerts = Array.from({ length: 10 }, (_, i) => ({
      ...certificateAlert,
      id: `${i}${certificateAlert.id.slice(1)}`,
    }));
    const sizeOf = (howMany: number) =>
      sent({
        alerts,
        more: howMany - 10,
        counts: countsOf({ HIGH: howMany }),
        grouping: { condition: "certificate-expiry" },
      }).length;
    expect(sizeOf(10_000)).toBeLessThan(1.1 * sizeOf(20));
  });
});

test("has the buttons of a Slack channel that its settings ask for, and of no other", () => {
  const buttons = {
    app: "A0123456789",
    workspace: "T0123456789",
    signingSecret: "ssm:callback-slack/secret",
    people: "ssm:callback-slack/people",
  };
  const shown = (changed: Partial<SettingsOf<"slack">>) =>
    JSON.stringify(previewOf({ ...nowhere.slack, ...changed }, notificationWith(), { now }));
  expect(shown({ buttons })).toContain('"type":"button"');
  expect(shown({})).not.toContain('"type":"button"');
});

describe("where to read on", () => {
  const links = { [certificateAlert.id]: { runbook: runbookUrl, portal: portalUrl } };
  const telephones: readonly ChannelKind[] = ["sms", "voice"];
  const withLinks = channelKinds.filter((kind) => !telephones.includes(kind));

  test.each(withLinks)("is shown by %s: the runbook, and the console through the access portal", (kind) => {
    const text = sentBy(kind, { links });
    for (const url of [runbookUrl, portalUrl]) expect(text.replaceAll("&amp;", "&")).toContain(url);
    expect(sentBy(kind, {})).not.toMatch(/runbook/i);
  });

  test.each(telephones)("has no room in what is sent by %s", (kind) => {
    expect(sentBy(kind, { links })).toBe(sentBy(kind, {}));
  });

  // A webhook's receiver gets what there is, as data.
  describe.each(withLinks.filter((kind) => kind !== "webhook"))("is not what no policy can have made: %s", (kind) => {
    test.each([
      "javascript:alert(1)",
      `${runbookUrl}" onclick="alert(1)`,
      `${runbookUrl}) [x](https://evil.example`,
      `${runbookUrl}|x> <!channel>`,
      `${portalUrl}"x`,
    ])("%s", (url) => {
      expect(sentBy(kind, { links: { [certificateAlert.id]: { runbook: url, portal: url } } })).toBe(sentBy(kind, {}));
    });

    test("a portal of somebody else", () => {
      const portal = "https://evil.example/start/#/console?account_id=012345678901";
      expect(sentBy(kind, { links: { [certificateAlert.id]: { portal } } })).toBe(sentBy(kind, {}));
    });
  });
});
