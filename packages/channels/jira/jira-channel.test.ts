import { text } from "node:stream/consumers";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../channel.ts";
import { type JiraIssue, jiraSite } from "../testing/jira-site.ts";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { jiraChannel } from "./jira-channel.ts";

const { listening } = useReceivers();

const high = countsOf({ HIGH: 1 });
const told = {
  opened: notificationWith({ kind: "opened", counts: high }),
  worse: notificationWith({ kind: "worse", counts: countsOf({ CRITICAL: 1 }) }),
  reminder: notificationWith({ kind: "reminder", reason: "not-acknowledged", counts: high }),
  acknowledged: notificationWith({
    ...{ kind: "updated", rings: false, counts: countsOf({}, { acknowledged: 1 }) },
    alerts: [{ ...certificateAlert, status: "ACKNOWLEDGED" }],
  }),
  over: notificationWith({
    ...{ kind: "over", rings: false, reason: "all-over", counts: countsOf({}, { ended: 1 }), before: high },
    alerts: [{ ...certificateAlert, status: "RESOLVED" }],
  }),
  again: notificationWith({ kind: "reopened", reason: "seen-again", counts: high }),
} as const satisfies Readonly<Record<string, Notification>>;
type Told = keyof typeof told;

const account = "tocsin@example.com:ATATT3xFfGF0abc";
const label = `tocsin-${told.opened.groupId}`;

/** A site, and a channel that keeps tickets of one group there. `broken` are the numbers of the requests that fail after they were done; `refused` of those that come too fast. */
async function siteWith(broken: readonly number[] = [], refused: readonly number[] = []) {
  const site = jiraSite();
  const calls: string[] = [];
  const url = await listening(async (request, response) => {
    const body = await text(request);
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (refused.includes(calls.length)) return void response.writeHead(429).end();
    const { status, body: said } = site.take(request.method ?? "", request.url ?? "", body);
    const isBroken = broken.includes(calls.length);
    response.writeHead(isBroken ? 503 : status).end(isBroken ? "" : said);
  });
  let handle: Handle | undefined;
  const tell = async (name: Told, { project = "SEC", site = "example" } = {}) => {
    const jira = jiraChannel({
      ...{ name: "ops", secrets: secretsWith({ "ssm:jira/account": `${account}\n` }), now: () => now },
      settings: { type: "jira", site, project, issueType: "Task", account: "ssm:jira/account" },
      address: { url, allowPrivateAddresses: true },
    });
    handle = await jira.send(told[name], handle);
  };
  const issue = (place: number): JiraIssue => {
    const found = site.issues[place];
    if (found === undefined) throw new Error(`there is no issue ${place}`);
    return found;
  };
  const lose = () => {
    handle = undefined;
  };
  return { ...site, calls, tell, issue, lose };
}

const markOf = ({ summary }: JiraIssue) => /^\[[^\]]*\]/.exec(summary)?.[0];

describe("a group's ticket", () => {
  test.each<[title: string, names: Told[], marks: string[], comments: number]>([
    ["is made with the first notification", ["opened"], ["[10 DAYS LEFT]"], 0],
    ["is changed in silence when it is acknowledged", ["opened", "acknowledged"], ["[10 DAYS LEFT - ACKNOWLEDGED]"], 0],
    ["is changed, and commented on, when it gets worse", ["opened", "worse"], ["[10 DAYS LEFT - WORSE]"], 1],
    [
      "is changed in silence by a reminder, for it rings nowhere",
      ["opened", "reminder"],
      ["[10 DAYS LEFT - REMINDER]"],
      0,
    ],
    ["says that all is over, and stays open for people to close", ["opened", "over"], ["[RESOLVED]"], 1],
    ["goes on when it is seen again", ["opened", "over", "again"], ["[10 DAYS LEFT - AGAIN]"], 2],
    ["is not made for what is over already", ["over"], [], 0],
  ])("%s", async (_title, names, marks, comments) => {
    const jira = await siteWith();
    for (const name of names) await jira.tell(name);
    expect(jira.issues.map(markOf)).toEqual(marks);
    expect(jira.issues.flatMap((issue) => issue.comments)).toHaveLength(comments);
    expect(jira.issues.map(({ state }) => state)).toEqual(marks.map(() => "new"));
  });

  test("has the group's label, and one more while it is over, by which an automation may close it", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    expect(jira.issue(0).labels).toEqual([label]);
    await jira.tell("over");
    expect(jira.issue(0).labels).toEqual([label, "tocsin-over"]);
    await jira.tell("again");
    expect(jira.issue(0).labels).toEqual([label]);
    for (const name of ["over", "acknowledged"] as const) await jira.tell(name);
    expect(jira.issue(0).labels).toEqual([label]);
  });

  test("says what the page says, and that to close it ends nothing", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    const { description } = jira.issue(0);
    for (const part of ["deadline  ", "to do  ", certificateAlert.resource, "Closing this ticket ends no alert"])
      expect(description).toContain(part);
  });

  test.each<[title: string, name: Told, tickets: number, comments: number]>([
    ["is another one for what is news", "worse", 2, 0],
    ["is commented on by a reminder, which says that nothing has ended", "reminder", 1, 1],
    ["is changed in silence, and not opened again", "acknowledged", 1, 0],
    ["says at the end that all is over", "over", 1, 1],
  ])("that a person has closed %s", async (_title, name, tickets, comments) => {
    const jira = await siteWith();
    await jira.tell("opened");
    jira.issue(0).state = "done";
    await jira.tell(name);
    expect(jira.issues).toHaveLength(tickets);
    expect(jira.issue(0).comments).toHaveLength(comments);
    if (name === "reminder")
      expect(jira.issue(0).comments[0]).toContain("This ticket was closed, and that ends nothing");
    expect(jira.issue(0).state).toBe("done");
  });

  test.each<[name: Told, tickets: number]>([
    ["worse", 1],
    ["again", 1],
    ["reminder", 0],
    ["acknowledged", 0],
    ["over", 0],
  ])("that was deleted is made anew for what is news alone: %s", async (name, tickets) => {
    const jira = await siteWith();
    await jira.tell("opened");
    jira.issues.splice(0);
    await jira.tell(name);
    expect(jira.issues).toHaveLength(tickets);
  });

  test("of which nobody knows any more is found again by its label", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    jira.lose();
    await jira.tell("over");
    expect(jira.issues.map(markOf)).toEqual(["[RESOLVED]"]);
  });

  test("whose making was not confirmed is not made twice", async () => {
    const jira = await siteWith([2]);
    await expect(jira.tell("opened")).rejects.toBeInstanceOf(DeliveryError);
    await jira.tell("opened");
    expect(jira.issues).toHaveLength(1);
  });

  test("whose making anew was not confirmed, after a person had closed the one before, is not made twice", async () => {
    const jira = await siteWith([5]);
    await jira.tell("opened");
    jira.issue(0).state = "done";
    await expect(jira.tell("worse")).rejects.toBeInstanceOf(DeliveryError);
    await jira.tell("worse");
    expect(jira.issues.map(markOf)).toEqual(["[10 DAYS LEFT]", "[10 DAYS LEFT - WORSE]"]);
    expect(jira.issues.map(({ state }) => state)).toEqual(["done", "new"]);
    await jira.tell("over");
    expect(jira.issue(1).labels).toContain("tocsin-over");
  });

  test("in a project that the policy names no more stays as it is, and another is made in the one it names", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    await jira.tell("worse", { project: "OPS" });
    expect(jira.issues.map(markOf)).toEqual(["[10 DAYS LEFT]", "[10 DAYS LEFT - WORSE]"]);
    expect(jira.issues.map(({ project }) => project)).toEqual(["SEC", "OPS"]);
  });

  test("at a site that the policy names no more is not looked for by its id at another, which has other tickets", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    await jira.tell("acknowledged", { site: "another" });
    expect(jira.calls.slice(2).map((call) => call.split(" ").slice(0, 2).join(" "))).toEqual([
      "POST /rest/api/3/search/jql",
      `PUT /rest/api/3/issue/${jira.issue(0).id}`,
    ]);
  });

  test("is asked for by the account alone", async () => {
    const jira = await siteWith();
    await jira.tell("opened");
    const authorization = `Basic ${Buffer.from(account).toString("base64")}`;
    expect(jira.calls).toEqual([
      `POST /rest/api/3/search/jql ${authorization}`,
      `POST /rest/api/3/issue ${authorization}`,
    ]);
  });
});

describe("a request that fails", () => {
  test.each<[title: string, names: Told[], broken: number]>([
    ["for the search", ["opened"], 1],
    ["for the change", ["opened", "acknowledged"], 3],
    ["for the state", ["opened", "worse"], 3],
    ["for the comment that is to be heard of", ["opened", "worse"], 5],
  ])("%s fails the notification", async (_title, names, broken) => {
    const jira = await siteWith([broken]);
    const last = names.at(-1) ?? "opened";
    for (const name of names.slice(0, -1)) await jira.tell(name);
    await expect(jira.tell(last)).rejects.toBeInstanceOf(DeliveryError);
  });

  test.each<[title: string, names: Told[], refused: number, mayHaveArrived: boolean]>([
    ["for the search: nothing of it can be there", ["opened"], 1, false],
    ["for the change: nothing of it can be there", ["opened", "acknowledged"], 3, false],
    ["for the comment: the change before it is there", ["opened", "worse"], 5, true],
  ])("that comes too fast %s", async (_title, names, refused, mayHaveArrived) => {
    const jira = await siteWith([], [refused]);
    const last = names.at(-1) ?? "opened";
    for (const name of names.slice(0, -1)) await jira.tell(name);
    await expect(jira.tell(last)).rejects.toMatchObject({ reason: "rate-limited", mayHaveArrived });
  });

  test("for the comment at the end does not have it told again", async () => {
    const jira = await siteWith([4]);
    await jira.tell("opened");
    await jira.tell("over");
    expect(jira.calls).toHaveLength(4);
  });
});

test.each(["c4n4ry-of-another-service", "nobody:c4n4ry", "a@b:c4n4ry with a space"])(
  "an account that is none sends nothing, and is read anew: %s",
  async (value) => {
    const secrets = secretsWith({ "ssm:jira/account": value });
    const jira = jiraChannel({
      ...{ name: "ops", secrets, now: () => now },
      settings: { type: "jira", site: "example", project: "SEC", issueType: "Task", account: "ssm:jira/account" },
    });
    const error = await jira.send(told.opened).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      reason: "rejected",
      message: 'channel "ops" has no account in ssm:jira/account: expected ADDRESS:TOKEN',
    });
    expect(secrets.forgotten).toEqual(["ssm:jira/account"]);
  },
);
