import { text } from "node:stream/consumers";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { slackWorkspace } from "../testing/slack-workspace.ts";
import { slackChannel } from "./slack-channel.ts";

const { listening } = useReceivers();

const high = countsOf({ HIGH: 1 });
const with_ = (view: Partial<typeof certificateAlert>) => [{ ...certificateAlert, ...view }];
const told = {
  opened: notificationWith({ kind: "opened", counts: high }),
  worse: notificationWith({
    kind: "worse",
    counts: countsOf({ CRITICAL: 1 }),
    alerts: with_({ severity: "CRITICAL" }),
  }),
  reminder: notificationWith({ kind: "reminder", reason: "not-acknowledged", counts: high }),
  acknowledged: notificationWith({
    ...{ kind: "updated", rings: false, counts: countsOf({}, { acknowledged: 1 }) },
    alerts: with_({ status: "ACKNOWLEDGED" }),
  }),
  over: notificationWith({
    ...{ kind: "over", rings: false, reason: "all-over", counts: countsOf({}, { ended: 1 }), before: high },
    alerts: with_({ status: "RESOLVED" }),
  }),
  list: notificationWith({ kind: "opened", urgency: "morning", rings: false, reason: "morning", counts: high }),
  listAgain: notificationWith({ kind: "reminder", urgency: "morning", rings: false, reason: "morning", counts: high }),
  backAgain: notificationWith({ kind: "reopened", rings: false, reason: "seen-again", counts: high }),
} as const satisfies Readonly<Record<string, Notification>>;
type Told = keyof typeof told;

const NAME = "Expiry of certificate www.example.com - 012345678901, eu-central-1";

/** A workspace, and a channel that tells it of one group. `broken` are the numbers of the calls that fail. */
async function workspaceWith(broken: readonly number[] = []) {
  const workspace = slackWorkspace();
  const calls: string[] = [];
  const url = await listening(async (request, response) => {
    const body = await text(request);
    const method = request.url?.split("/").at(-1) ?? "";
    const { authorization } = request.headers;
    calls.push(`${method} ${authorization}`);
    if (broken.includes(calls.length)) return void response.writeHead(503).end();
    const answer = workspace.take(method, body);
    response.writeHead(answer.status).end(answer.body);
  });
  let handle: Handle | undefined;
  const tell = async (name: Told, channel = "C0123456789") => {
    const slack = slackChannel({
      name: "ops",
      settings: { type: "slack", token: "ssm:slack/token", channel },
      secrets: secretsWith({ "ssm:slack/token": "xoxb-1-2-abc\n" }),
      now: () => now,
      address: { url: `${url}/api`, allowPrivateAddresses: true },
    });
    handle = await slack.send(told[name], handle);
  };
  const marks = () => workspace.inChannel().map((message) => message.trimStart().split(NAME)[0]);
  const lose = () => {
    handle = undefined;
  };
  return { ...workspace, calls, tell, marks, lose };
}

describe("a group's message", () => {
  test.each<[title: string, names: Told[], marks: readonly string[], heard: number]>([
    ["is posted with the first notification", ["opened"], ["[10 DAYS LEFT] "], 1],
    [
      "is changed, and nobody hears of it, when it is acknowledged",
      ["opened", "acknowledged"],
      ["[10 DAYS LEFT - ACKNOWLEDGED] "],
      1,
    ],
    ["shows that it is over, and nobody hears of it", ["opened", "over"], ["[RESOLVED] "], 1],
    [
      "gives way to a new one that is heard of, when it gets worse",
      ["opened", "acknowledged", "worse"],
      ["[10 DAYS LEFT - WORSE] ", "[10 DAYS LEFT - WORSE] "],
      2,
    ],
    [
      "is answered in the channel when nobody acknowledges, so that people hear of it",
      ["opened", "reminder"],
      ["[10 DAYS LEFT - REMINDER] ", "[10 DAYS LEFT - REMINDER] "],
      2,
    ],
    [
      "of what got worse is the newer one, which shows the end",
      ["opened", "worse", "over"],
      ["[10 DAYS LEFT - WORSE] ", "[RESOLVED] "],
      2,
    ],
    [
      "of the morning's list is a new one each morning, though it does not ring",
      ["list", "listAgain"],
      ["[10 DAYS LEFT - REMINDER] ", "[10 DAYS LEFT - REMINDER] "],
      2,
    ],
    [
      "of what comes and goes is changed until it is to ring",
      ["opened", "over", "backAgain"],
      ["[10 DAYS LEFT - AGAIN] "],
      1,
    ],
  ])("%s", async (_title, names, marks, heard) => {
    const slack = await workspaceWith();
    for (const name of names) await slack.tell(name);
    expect(slack.marks()).toEqual(marks);
    expect(slack.heard()).toBe(heard);
  });

  test("that gave way says so, and shows nothing that may not be so any more", async () => {
    const slack = await workspaceWith();
    await slack.tell("opened");
    expect(slack.inChannel()[0]).toContain("deadline");
    await slack.tell("worse");
    expect(slack.inChannel()[0]).toMatch(/Goes on in a newer message below\.$/);
    expect(slack.inChannel()[0]).not.toContain("deadline");
  });

  test("has in its thread what it was, but for the end, of which whoever follows the thread would hear", async () => {
    const slack = await workspaceWith();
    for (const name of ["opened", "acknowledged", "over"] as const) await slack.tell(name);
    expect(slack.thread(0).map((line) => line.trim())).toEqual([`[10 DAYS LEFT - ACKNOWLEDGED] ${NAME}`]);
  });

  test("is sent by the token as a bearer", async () => {
    const slack = await workspaceWith();
    await slack.tell("opened");
    expect(slack.calls).toEqual(["chat.postMessage Bearer xoxb-1-2-abc"]);
  });

  test.each<Told>(["acknowledged", "over", "reminder"])("that was removed is posted anew: %s", async (name) => {
    const slack = await workspaceWith();
    await slack.tell("opened");
    slack.remove(0);
    await slack.tell(name);
    expect(slack.inChannel()).toHaveLength(1);
    await slack.tell("over");
    expect(slack.marks()).toEqual(["[RESOLVED] "]);
  });

  test("of which nobody knows any more costs a new one, and no more", async () => {
    const slack = await workspaceWith();
    await slack.tell("opened");
    slack.lose();
    await slack.tell("over");
    expect(slack.marks()).toEqual(["[10 DAYS LEFT] ", "[RESOLVED] "]);
  });

  test("in a channel that the policy names no more stays, and another is posted to the one it names", async () => {
    const slack = await workspaceWith();
    await slack.tell("opened");
    await slack.tell("over", "C9876543210");
    expect(slack.marks()).toEqual(["[10 DAYS LEFT] ", "[RESOLVED] "]);
  });
});

describe("a call that fails", () => {
  test.each<[title: string, names: Told[], broken: number[]]>([
    ["for the message that is to be heard of", ["opened", "worse"], [2]],
    ["for the change that is to be seen", ["opened", "acknowledged"], [2]],
    ["for the answer that is to be heard of", ["opened", "reminder"], [2]],
  ])("%s fails the notification", async (_title, names, broken) => {
    const slack = await workspaceWith(broken);
    const [first, second] = names;
    if (first === undefined || second === undefined) throw new Error("two are told");
    await slack.tell(first);
    await expect(slack.tell(second)).rejects.toBeInstanceOf(DeliveryError);
  });

  test.each<[title: string, names: Told[]]>([
    ["for what the older message says", ["opened", "worse"]],
    ["for the line in the thread", ["opened", "acknowledged"]],
    ["for the message beside the answer", ["opened", "reminder"]],
  ])("%s does not have people told again", async (_title, names) => {
    const slack = await workspaceWith([3]);
    for (const name of names) await slack.tell(name);
    expect(slack.calls).toHaveLength(3);
  });
});

test("a token that is none of Slack's sends nothing, and is read anew", async () => {
  const secrets = secretsWith({ "ssm:slack/token": "c4n4ry-of-another-service" });
  const slack = slackChannel({
    ...{ name: "ops", secrets, now: () => now },
    settings: { type: "slack", token: "ssm:slack/token", channel: "C0123456789" },
  });
  const error = await slack.send(told.opened).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    reason: "rejected",
    message: 'channel "ops" has no token in ssm:slack/token: one of a Slack app begins with xoxb-',
  });
  expect(secrets.forgotten).toEqual(["ssm:slack/token"]);
});
