/** `tocsin channel`: the channels of a policy, and what one would be sent. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseNotification } from "@tocsin/oncall/notification";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const event = {
  ...{ id: "expiry", source: "aws.acm", "detail-type": "ACM Certificate Approaching Expiration", version: "0" },
  ...{ account: "111122223333", region: "eu-west-1", time: "2026-03-01T08:00:00Z" },
  resources: ["arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000001"],
  detail: { DaysToExpiry: 5, CommonName: "shop.example.com" },
};

/** Its secrets are nowhere: whoever previews needs none. */
const policyText = `channels:
  log: { type: console }
  people: { type: sns }
  pager: { type: pagerduty, routingKey: ssm:pagerduty/soc }
  chat: { type: slack, token: ssm:slack/token, channel: C0123456789 }
  hook: { type: slack-webhook, url: secretsmanager:slack-webhook/ops }
  cards: { type: teams, url: ssm:teams/ops }
  team: { type: email, to: ssm:email/team, from: tocsin@alerts.example.com }
  text: { type: sms, phone: ssm:sms/ada, originationIdentity: "+12065550100" }
  call: { type: voice, phone: ssm:voice/ada, originationIdentity: "+12065550100" }
  soc: { type: webhook, url: "https://soc.example.com/hook", signingSecret: ssm:soc/secret }
routes:
  - { name: severe, match: { severity: [HIGH, CRITICAL] }, channels: [pager, chat], escalation: up, urgency: now }
escalations: [{ name: up, steps: [{ afterMinutes: 10, channels: [people] }] }]
fallback: log
runbooks: [{ name: certificates, match: { condition: [certificate-expiry] }, url: "https://wiki.example.com/certificates" }]
accessPortal: { url: "https://example.awsapps.com/start" }
`;

let place: readonly string[];
let policy: readonly string[];
let leave: () => void;
let left: Promise<void>;

beforeAll(async () => {
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
  leave = resolve;
  left = inDirectory(async (directory) => {
    place = ["--data-dir", join(directory, "data")];
    policy = ["--policy", join(directory, "policy.yaml")];
    await writeFile(join(directory, "policy.yaml"), policyText);
    await tocsin(["run", "-", "--json", ...place], JSON.stringify(event));
    ready();
    await isOver;
  });
  await isReady;
});
afterAll(async () => {
  leave();
  await left;
});

const preview = (...args: readonly string[]) => tocsin(["channel", "preview", ...args, ...place]);

/** The first part of a preview, from its JSON. */
async function partOf(channel: string) {
  const { stdout, exitCode } = await preview(channel, ...policy, "--json");
  expect(exitCode).toBe(0);
  return JSON.parse(stdout).parts[0];
}

describe("channel list", () => {
  test("says of each of which type it is, what it shows, what it needs, and what names it", async () => {
    const { stdout, exitCode } = await tocsin(["channel", "list", "--json", ...policy, ...place]);
    expect(exitCode).toBe(0);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ channel, type, showsState }) => [channel, type, showsState])).toEqual([
      ["log", "console", false],
      ["people", "sns", false],
      ["pager", "pagerduty", true],
      ["chat", "slack", true],
      ["hook", "slack-webhook", false],
      ["cards", "teams", false],
      ["team", "email", false],
      ["text", "sms", false],
      ["call", "voice", false],
      ["soc", "webhook", true],
    ]);
    expect(rows[0]).toMatchObject({ secrets: [], routes: [], isFallback: true });
    expect(rows[1]).toMatchObject({ secrets: [], routes: ["severe"], isFallback: false });
    expect(rows[2]).toMatchObject({ secrets: ["ssm:pagerduty/soc"], routes: ["severe"] });
  });

  test("goes by what is in force where no file is given, as a table", async () => {
    const { stdout } = await tocsin(["channel", "list", ...place]);
    expect(stdout).toMatch(
      /^CHANNEL +TYPE +SHOWS +SECRETS +TOLD BY\nconsole +console +one message after the other +none +\S/,
    );
  });
});

describe("channel preview", () => {
  test("prints the page of the most severe alert that is open", async () => {
    const { stdout, exitCode } = await preview("console");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^--- page\n\[5 DAYS LEFT\] /);
  });

  test("prints what each kind is sent", async () => {
    expect((await partOf("people")).part).toBe("subject");
    expect((await partOf("pager")).content).toMatchObject({ event_action: "trigger", payload: { severity: "error" } });
    expect((await partOf("chat")).content).toMatchObject({ blocks: [{ type: "rich_text" }] });
    expect((await partOf("hook")).content).toMatchObject({ blocks: [{ type: "rich_text" }] });
    expect((await partOf("cards")).content).toMatchObject({ attachments: [{ content: { version: "1.4" } }] });
    expect(await partOf("text")).toEqual({
      part: "text message, of 1 part",
      content: expect.stringMatching(/^\[5 DAYS LEFT\] .{1,120} [0-9a-f]{8}$/),
    });
    expect((await partOf("call")).content).toMatch(/^<speak>This is Tocsin\. 5 days left\. /);
    expect(parseNotification(JSON.stringify((await partOf("soc")).content)).ok).toBe(true);
  });

  test("prints where the policy says that more is to be read", async () => {
    const [runbook, portal] = [
      "https://wiki.example.com/certificates",
      "https://example.awsapps.com/start/#/console?account_id=",
    ];
    expect(JSON.stringify(await partOf("pager"))).toContain(`{"text":"Runbook","href":"${runbook}"}`);
    const { links, alerts } = (await partOf("soc")).content;
    expect(links[alerts[0].id]).toEqual({ runbook, portal: expect.stringContaining(portal) });
  });

  test("prints of a mail what people read, and its HTML as JSON alone", async () => {
    const { stdout } = await preview("team", ...policy);
    expect(stdout).toMatch(/^--- subject\n\[5 DAYS LEFT\] .*\n\n--- page\n\[5 DAYS LEFT\] /);
    expect(stdout).toContain('"List-Id": "<tocsin.alerts.example.com>"');
    expect(stdout).not.toContain("<table");
    const { parts } = JSON.parse((await preview("team", ...policy, "--json")).stdout);
    expect(parts.map(({ part }: { part: string }) => part)).toEqual(["subject", "page", "html", "headers"]);
    expect(parts[2]).toEqual({ part: "html", content: expect.stringMatching(/^<!doctype html>/) });
  });

  test("tells by which route, and how soon, of the alert that is named", async () => {
    const [alert] = (await tocsin(["alerts", "list", "--json", ...place])).stdout.split("\n");
    const { id } = JSON.parse(alert ?? "");
    const { stdout } = await preview("pager", id.slice(0, 6), ...policy);
    expect(stdout).toContain('route \\"severe\\" sends it to \\"pager\\"');
  });

  test("says of a channel that no route names for the alert that it is shown as if one did", async () => {
    expect((await preview("team", ...policy)).stderr).toContain(
      'No route of the policy sends this alert to "team" by itself: it is shown as if one did.\n',
    );
    expect((await preview("pager", ...policy)).stderr).not.toContain("No route");
  });

  test.each([
    ["of a channel that is not there", ["pagr"], 2, 'the policy has no channel "pagr"; did you mean "pager"?'],
    ["of an alert that is not there", ["pager", "0000"], 1, "no alert's id begins with 0000"],
  ])("%s says so", async (_title, args, code, problem) => {
    const { exitCode, stderr } = await preview(...args, ...policy);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(problem)]);
  });
});
