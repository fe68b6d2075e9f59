import { text } from "node:stream/consumers";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { pagerdutyService } from "../testing/pagerduty-service.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { pagerdutyChannel } from "./pagerduty-channel.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const { groupId } = notificationWith();
const { listening } = useReceivers();

const high = countsOf({ HIGH: 1 });
const told = {
  opened: notificationWith({ kind: "opened", counts: high }),
  worse: notificationWith({ kind: "worse", counts: countsOf({ CRITICAL: 1 }), before: high }),
  reopened: notificationWith({ kind: "reopened", reason: "mute-ended", counts: high }),
  reminder: notificationWith({ kind: "reminder", reason: "not-acknowledged", counts: high }),
  numbers: notificationWith({ kind: "updated", rings: false, counts: countsOf({ HIGH: 3 }) }),
  acknowledged: notificationWith({ kind: "updated", rings: false, counts: countsOf({}, { acknowledged: 1 }) }),
  silenced: notificationWith({ kind: "updated", rings: false, counts: countsOf({}, { silenced: 1 }) }),
  over: notificationWith({ kind: "over", rings: false, counts: countsOf({}, { ended: 1 }), before: high }),
  cameAndWent: notificationWith({
    ...{ kind: "over", rings: true, reason: "came-and-went", before: countsOf({}) },
    counts: countsOf({}, { begun: countsOf({ CRITICAL: 1 }).open, ended: 1 }),
  }),
  morning: notificationWith({ kind: "opened", urgency: "morning", rings: false, counts: high }),
} as const satisfies Readonly<Record<string, Notification>>;

/** What becomes of a request: it is taken; it is lost on the way; it is taken, and the answer is lost; it comes too fast. */
type Fate = "taken" | "lost" | "unanswered" | "refused";

/** What is told to the channel; or by another contact, after which no more is known than which notification was the last. */
type Step = keyof typeof told | "by another";

/** A service, and what it is told of one group: each notification is sent until it is delivered, as on-call does. */
async function story(
  names: readonly Step[],
  fates: readonly Fate[] = [],
  routingKeys?: readonly string[],
  triesEach = 1000,
) {
  const service = pagerdutyService();
  const actions: string[] = [];
  let requests = 0;
  const url = await listening(async (request, response) => {
    const body = await text(request);
    const fate = fates[requests] ?? "taken";
    requests += 1;
    if (fate === "lost") return void response.writeHead(503).end();
    if (fate === "refused") return void response.writeHead(429).end();
    const { event_action, dedup_key } = JSON.parse(body);
    actions.push(`${event_action} ${dedup_key}`);
    const answer = service.take(body);
    if (fate === "unanswered") return void request.socket.destroy();
    response.writeHead(answer.status).end(answer.body);
  });
  let handle: Handle | undefined;
  const errors: DeliveryError[] = [];
  let sequence = 0;
  for (const [i, name] of names.entries()) {
    if (name === "by another") {
      sequence += 1;
      handle = { delivered: String(sequence) };
      continue;
    }
    const routingKey = routingKeys?.[i] ?? "ssm:pagerduty/key";
    const channel = pagerdutyChannel({
      name: "ops",
      settings: { type: "pagerduty", routingKey, region: "us" },
      secrets: secretsWith({ "ssm:pagerduty/key": KEY, "ssm:pagerduty/other": KEY }),
      now: () => now,
      address: { url, allowPrivateAddresses: true },
    });
    for (let tries = 0; tries < triesEach; tries += 1) {
      sequence += 1;
      try {
        const shown = await channel.send({ ...told[name], sequence }, handle);
        handle = { ...shown, delivered: String(sequence) };
        break;
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        errors.push(error);
      }
    }
  }
  return { service, actions, errors, pages: service.incidents.filter(({ urgency }) => urgency === "high").length };
}

describe("a notification that is refused for coming too fast", () => {
  test.each<[title: string, names: Step[], fates: Fate[], mayHaveArrived: boolean]>([
    ["at its first event has not arrived", ["opened"], ["refused"], false],
    ["at the end of the incident before has arrived in part", ["opened", "worse"], ["taken", "taken", "refused"], true],
  ])("%s", async (_title, names, fates, mayHaveArrived) => {
    const { errors } = await story(names, fates);
    expect(errors).toMatchObject([{ reason: "rate-limited", mayHaveArrived }]);
  });
});

describe("an incident", () => {
  test.each<[title: string, names: (keyof typeof told)[], status: readonly string[], pages: number]>([
    ["is triggered under the group's id", ["opened"], ["triggered"], 1],
    ["is acknowledged when all that is open is", ["opened", "acknowledged"], ["acknowledged"], 1],
    ["is acknowledged when all that is open is silenced", ["opened", "silenced"], ["acknowledged"], 1],
    ["is resolved when all is over", ["opened", "over"], ["resolved"], 1],
    [
      "that somebody has acknowledged gives way to one that notifies anew when the group gets worse",
      ["opened", "acknowledged", "worse"],
      ["resolved", "triggered"],
      2,
    ],
    [
      "gives way so too when its acknowledgement has ended",
      ["opened", "acknowledged", "reopened"],
      ["resolved", "triggered"],
      2,
    ],
    [
      "of what got worse is the one that is resolved at the end",
      ["opened", "acknowledged", "worse", "over"],
      ["resolved", "resolved"],
      2,
    ],
    ["is reminded of without another, as PagerDuty escalates it", ["opened", "reminder", "reminder"], ["triggered"], 1],
    ["is not told of other numbers", ["opened", "numbers", "numbers"], ["triggered"], 1],
    ["of what is seen again is another", ["opened", "over", "reopened"], ["resolved", "triggered"], 2],
    ["of what was told in the morning is of low urgency", ["morning"], ["triggered"], 0],
    ["of what waits for the morning notifies when that gets worse", ["morning", "worse"], ["resolved", "triggered"], 1],
    [
      "is there of what began and ended before it could be told, and is left to a person",
      ["cameAndWent"],
      ["triggered"],
      1,
    ],
    ["of a group that nothing was told of is not there when it is over", ["over"], [], 0],
  ])("%s", async (_title, names, status, pages) => {
    const { service, ...seen } = await story(names);
    expect(service.incidents.map((incident) => incident.status)).toEqual(status);
    expect(seen.pages).toBe(pages);
  });

  test("is triggered anew before the one before is resolved, so that there is always one", async () => {
    const { actions } = await story(["opened", "worse"]);
    expect(actions).toEqual([`trigger ${groupId}`, `trigger ${groupId}:1`, `resolve ${groupId}`]);
  });

  test("that a person has resolved is there again with a reminder, and not with other numbers", async () => {
    expect((await story(["opened", "numbers", "numbers", "reminder"])).actions).toEqual([
      `trigger ${groupId}`,
      `trigger ${groupId}`,
    ]);
  });

  test("under a routing key that the policy names no more is left alone, and another is triggered", async () => {
    const keys = ["ssm:pagerduty/key", "ssm:pagerduty/other"];
    expect((await story(["opened", "worse"], [], keys)).actions).toEqual([
      `trigger ${groupId}`,
      `trigger ${groupId}:1`,
      `resolve ${groupId}`,
    ]);
  });

  test.each<[title: string, names: Step[], status: readonly string[], pages: number]>([
    ["notifies anew when the group gets worse", ["worse"], ["resolved", "triggered"], 2],
    ["notifies whoever is on call now when nobody acknowledges", ["reminder"], ["resolved", "triggered"], 2],
    ["is acknowledged", ["acknowledged"], ["acknowledged"], 1],
    ["is resolved when all is over", ["over"], ["resolved"], 1],
    ["is resolved at the end, after it was acknowledged", ["acknowledged", "over"], ["resolved"], 1],
    [
      "is as good as known after that",
      ["worse", "acknowledged", "worse", "over"],
      ["resolved", "resolved", "resolved"],
      3,
    ],
  ])("whose handle is lost, since another contact was told: %s", async (_title, names, status, pages) => {
    const { service, ...seen } = await story(["opened", "acknowledged", "by another", ...names]);
    expect(service.incidents.map((incident) => incident.status)).toEqual(status);
    expect(seen.pages).toBe(pages);
  });

  test("whose handle is lost notifies once of what is sent again, since its answer was lost", async () => {
    const { service, pages } = await story(["opened", "by another", "worse"], ["taken", "unanswered", "unanswered"]);
    expect([service.open().length, pages]).toEqual([1, 2]);
  });

  test("of which another contact was told first notifies, though it may have been taken here before", async () => {
    expect((await story(["by another", "worse"])).actions).toEqual([`trigger ${groupId}:1`, `resolve ${groupId}`]);
  });
});

interface Wanted {
  /** `unsure`: none, after an event for one that may have been there: only what is to be heard of makes one then. */
  readonly status: "triggered" | "acknowledged" | "none" | "unsure";
  readonly pages: number;
}

function isThere(status: Wanted["status"]): boolean {
  return status === "triggered" || status === "acknowledged";
}

/** What is to be there after another notification, if none is ever lost. */
function after({ status, pages }: Wanted, name: keyof typeof told): Wanted {
  switch (name) {
    case "opened":
    case "worse":
    case "reopened":
    case "cameAndWent":
      return { status: "triggered", pages: pages + 1 };
    case "morning":
      return { status: "triggered", pages };
    case "reminder":
      return isThere(status) ? { status, pages } : { status: "triggered", pages: pages + 1 };
    case "numbers":
      return { status: status === "none" ? "triggered" : status, pages };
    case "acknowledged":
    case "silenced":
      return { status: isThere(status) ? "acknowledged" : "unsure", pages };
    case "over":
      return { status: "none", pages };
  }
}

test.each([
  ["over", ["resolved", "resolved"]],
  ["acknowledged", ["acknowledged", "resolved"]],
] as const)(
  "what was taken though nobody knows leaves no incident behind, where the group is %s by the next try",
  async (name, status) => {
    const { service } = await story(["opened", "worse", name], ["taken", "unanswered"], undefined, 1);
    expect(service.incidents.map((incident) => incident.status)).toEqual(status);
  },
);

test("whatever is lost on the way, it ends as if nothing were: with one incident, or none, and each ring has notified once", async () => {
  const names = fc.constantFrom(...Object.keys(told).map((name) => name as keyof typeof told));
  const fates = fc.array(fc.constantFrom<Fate>("taken", "taken", "lost", "unanswered"), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 6 }), fates, async (all, lost) => {
      const { service, pages } = await story(all, lost);
      const { status = "none" } = service.open()[0] ?? {};
      expect(service.open().length).toBeLessThanOrEqual(1);
      const wanted = all.reduce(after, { status: "none", pages: 0 });
      expect({ status, pages }).toEqual({ ...wanted, status: wanted.status === "unsure" ? "none" : wanted.status });
    }),
    { numRuns: 80 },
  );
});
