import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { describe, expect, test } from "vitest";
import { routesFor } from "./routing.ts";
import { announcementWith } from "./testing/sample-announcement.ts";

function policyWith(...routes: readonly { name: string; match: object; channels: readonly string[] }[]): Policy {
  const webhook = { type: "webhook", url: "https://hooks.example.com/", signingSecret: "env:TOCSIN_SECRET_X" };
  const parsed = parsePolicy({
    ...{ routes, unrouted: "ignore" },
    channels: { pager: webhook, chat: webhook, console: { type: "console" } },
  });
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value;
}

const pagesHigh = { name: "page", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["pager"] };
const chatsAll = { name: "chat", match: { account: [{ exists: true }] }, channels: ["chat", "console"] };

const resolved: Announcement = announcementWith({
  kind: "resolved",
  reason: "cleared",
  severity: "HIGH",
  from: { status: "OPEN", severity: "HIGH" },
  to: { status: "RESOLVED", severity: "INFORMATIONAL" },
});

describe("routesFor", () => {
  const cases: readonly [
    title: string,
    policy: Policy,
    announcement: Announcement,
    reason: string,
    deliveries: readonly string[],
  ][] = [
    [
      "sends to the channels of the route that matches",
      policyWith(pagesHigh),
      announcementWith(),
      "routed",
      ["pager by page"],
    ],
    [
      "sends to the channels of every route that matches",
      policyWith(pagesHigh, chatsAll),
      announcementWith(),
      "routed",
      ["pager by page", "chat by chat", "console by chat"],
    ],
    [
      "tells a channel that two routes name once, for the first",
      policyWith({ ...chatsAll, name: "first" }, { ...chatsAll, name: "second" }),
      announcementWith(),
      "routed",
      ["chat by first", "console by first"],
    ],
    [
      "tells a channel that one route names twice once",
      policyWith({ ...pagesHigh, channels: ["pager", "pager"] }),
      announcementWith(),
      "routed",
      ["pager by page"],
    ],
    [
      "says so when no route matches",
      policyWith(pagesHigh),
      announcementWith({ to: { status: "OPEN", severity: "MEDIUM" } }),
      "no-route-matches",
      [],
    ],
    ["says so when there is no route", policyWith(), announcementWith(), "no-route-matches", []],
    ["tells nobody of a quiet announcement", policyWith(chatsAll), announcementWith({ quiet: true }), "quiet", []],
    [
      "tells who heard of a severe alert that it is resolved, though it is INFORMATIONAL now",
      policyWith(pagesHigh),
      resolved,
      "routed",
      ["pager by page"],
    ],
    [
      "matches on an attribute of the alert",
      policyWith({ ...pagesHigh, match: { attributes: { inUse: [true] } } }),
      announcementWith(),
      "routed",
      ["pager by page"],
    ],
  ];

  test.each(cases)("%s", (_title, policy, announcement, reason, deliveries) => {
    const routing = routesFor(policy, announcement);
    expect(routing.reason).toBe(reason);
    expect(routing.deliveries.map(({ channel, route }) => `${channel} by ${route}`)).toEqual(deliveries);
  });

  test.each(["acknowledged", "suppressed"] as const)("tells the same routes that an alert was %s", (kind) => {
    const announcement = announcementWith({ kind, reason: "decided" });
    expect(routesFor(policyWith(pagesHigh), announcement).reason).toBe("routed");
  });
});
