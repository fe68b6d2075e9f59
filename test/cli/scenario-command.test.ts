/** `tocsin scenario test`: what it refuses, what it shows, and how it ends. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alertId } from "@tocsin/core/alert/identity";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

/** A threat of a member account, and a desk that hears of it at once. */
const sound = `policy:
  channels: { desk: { type: webhook, url: "https://desk.example.com/hook", signingSecret: ssm:desk } }
  routes: [{ name: all, match: { severity: [HIGH, CRITICAL] }, channels: [desk], urgency: now, group: alert }]
  unrouted: ignore
start: 2026-11-24T02:00:00Z
steps:
  - at: +1m
    event:
      version: "0"
      source: aws.acm
      detail-type: ACM Certificate Expired
      account: "111122223333"
      region: eu-west-1
      resources: ["arn:aws:acm:eu-west-1:111122223333:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11"]
      detail: { CommonName: shop.example.com }
until: +10m
expect:
  - { at: +6m, to: desk, kind: opened, rings: true, title: Certificate shop.example.com has expired }
`;

/** The id of the alert that `observed` is of. */
const THREAT = alertId({
  ...{ condition: "threat", partition: "aws", account: "111122223333", region: "eu-west-1" },
  ...{ resource: "", discriminator: "finding-1" },
});

/** The scenario with these parts replaced, each of which is there. */
function changed(...replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((text, [old, by]) => {
    if (!text.includes(old)) throw new Error(`the scenario does not hold ${old}`);
    return text.replace(old, by);
  }, sound);
}

/** An observation of a finding's resource, as a step, that says these statements. */
const observed = (statements: string) =>
  `    observed: [{ identity: { condition: threat, partition: aws, account: "111122223333", region: eu-west-1, resource: "", discriminator: finding-1 }, said: ${statements} }]\n`;
const said =
  "{ reporter: guardduty, at: 2026-11-24T02:02:00.000Z, sentAt: 2026-11-24T02:02:00.000Z, eventId: e1, state: active, severity: MEDIUM, summary: Calls of shop-web that are not its own., resource: shop-web, attributes: {} }";

async function tried(
  text: string | Uint8Array,
  options: readonly string[] = [],
  others: Readonly<Record<string, string>> = {},
) {
  return inDirectory(async (directory) => {
    const file = join(directory, "night.yaml");
    await writeFile(file, text);
    for (const [name, content] of Object.entries(others)) await writeFile(join(directory, name), content);
    const { exitCode, stdout, stderr } = await tocsin(["scenario", "test", file, ...options]);
    return {
      exitCode,
      stdout: stdout.replaceAll(`${directory}/`, ""),
      stderr: stderr.replaceAll(`${directory}/`, ""),
    };
  });
}

/** A policy by which one person alone is on call. */
const scheduled = (person: string) =>
  JSON.stringify({
    ...{ channels: { desk: { type: "console" } }, people: { [person]: { contacts: ["desk"] } } },
    schedules: [{ name: "primary", layers: [{ people: [person], turnWeeks: 1, from: "2026-11-02T09:00" }] }],
    ...{ routes: [{ name: "all", match: { severity: ["HIGH"] }, channels: ["primary"] }], unrouted: "ignore" },
  });

describe("a scenario that is malformed is refused with its line", () => {
  const step = (text: string) => changed(["until:", `  - at: +2m\n${text}until:`]);

  test.each<readonly [string, string | Uint8Array, string]>([
    ["that is no YAML", "steps: [\n", "night.yaml:2: "],
    ["that is not UTF-8", Buffer.from(`# \xfcber\n${sound}`, "latin1"), "night.yaml:1: is not UTF-8"],
    ["that says nothing", "", "night.yaml: expected Object, got null"],
    [
      "with a field that there is not",
      changed(["until:", "untill:"]),
      'night.yaml:16: untill: is not a known field; did you mean "until"?',
    ],
    ["without a start", changed(["start: 2026-11-24T02:00:00Z\n", ""]), "night.yaml: start: is missing"],
    [
      "with a start that is no instant",
      changed(["2026-11-24T02:00:00Z", "yesterday"]),
      "night.yaml:5: start: expected an instant such as 2026-11-20T09:00:00Z",
    ],
    [
      "with a time that is none",
      changed(["+1m\n", "1m\n"]),
      "night.yaml:7: steps[0].at: expected an instant such as 2026-11-20T09:00:00Z, or a time since the start",
    ],
    [
      "with a step before the start",
      changed(["+1m\n", "2026-11-24T01:59:59Z\n"]),
      "night.yaml:7: steps[0].at: is 2026-11-24T01:59:59.000Z, and before the start, 2026-11-24T02:00:00.000Z",
    ],
    [
      "with an end before a step",
      changed(["+10m", "+59s"]),
      "night.yaml:16: until: is 2026-11-24T02:00:59.000Z, and before what stands before it",
    ],
    [
      "with an expectation after the end",
      changed(["+6m", "+11m"]),
      "night.yaml:16: until: is 2026-11-24T02:10:00.000Z, and before",
    ],
    [
      "with a step that does nothing",
      step(""),
      "night.yaml:16: steps[1]: does nothing: a step has one of event, events, observed, ack",
    ],
    [
      "with a step that does two things",
      step("    down: desk\n    up: desk\n"),
      "night.yaml:18: steps[1].up: stands beside down: a step does one thing",
    ],
    [
      "with an event that is none",
      changed(['"111122223333"\n', "111122223333\n"]),
      "night.yaml:12: steps[0].event.account: expected string, got a number",
    ],
    [
      "with an event that comes before its time",
      changed(['version: "0"', "time: 2026-11-24T02:01:01Z"]),
      "night.yaml:9: steps[0].event.time: is 2026-11-24T02:01:01.000Z, and the event comes before",
    ],
    [
      "with more of an event than there may be",
      changed(["    event:", "    times: 1001\n    event:"]),
      "night.yaml:8: steps[0].times: is more than 1000",
    ],
    [
      "with several of what is no event",
      step("    down: desk\n    times: 2\n"),
      "night.yaml:18: steps[1].times: is for an event alone",
    ],
    [
      "with a match that nothing can meet",
      step("    ack: { match: { severity: [SEVERE] } }\n"),
      "night.yaml:17: steps[1].ack.match.severity[0]: ",
    ],
    [
      "with a suppression without an end",
      step("    suppress: { match: { severity: [HIGH] } }\n"),
      "night.yaml:17: steps[1].suppress: say until when: for, or until",
    ],
    [
      "with an acknowledgement for too long",
      step("    ack: { match: { severity: [HIGH] }, for: 8d }\n"),
      "night.yaml:17: steps[1].ack: it can hold for 7 days at most",
    ],
    [
      "with a decision on no alert",
      step("    ack: { by: ada }\n"),
      "night.yaml:17: steps[1].ack: says not which alerts are meant: add match, or alert, and not both",
    ],
    [
      "with a silence of one alert and all that match",
      step("    silence: { match: { severity: [HIGH] }, alert: fe93 }\n"),
      "night.yaml:17: steps[1].silence: says not which alerts are meant",
    ],
    [
      "with a decision on what is no id",
      step("    resolve: { alert: shop }\n"),
      "night.yaml:17: steps[1].resolve.alert: expected an alert's id, or at least 4 of the digits",
    ],
    [
      "with an observation that says nothing",
      step(observed("[]")),
      "night.yaml:17: steps[1].observed[0].said: is empty",
    ],
    [
      "with an observation of a severity that there is not",
      step(observed(`[${said.replace("MEDIUM", "SEVERE")}]`)),
      "night.yaml:17: steps[1].observed[0].said[0].severity: ",
    ],
    [
      "with an observation of the day after next",
      step(observed(`[${said.replace("at: 2026-11-24T02:02:00.000Z", "at: 2026-11-25T02:02:00.001Z")}]`)),
      "night.yaml:17: steps[1].observed[0].said[0].at: lies in the future of the step, which is at 2026-11-24T02:02:00.000Z",
    ],
    [
      "with damage of what is no policy",
      step("    damage: directory\n"),
      "night.yaml:17: steps[1].damage: expected policy",
    ],
    [
      "with an alarm that there is not",
      changed(["expect:", "alarms: [review-runs]\nexpect:"]),
      'night.yaml:17: alarms[0]: expected ("world-unreadable" | "notifications-owed")',
    ],
    [
      "with an end of a silence that there is not",
      step("    expire: nightly\n"),
      "night.yaml:17: steps[1].expire: is no silence that a step before it makes",
    ],
    [
      "with a policy that is refused",
      changed(["unrouted: ignore", "unrouted: nobody"]),
      'night.yaml:4: policy.unrouted: expected "ignore"',
    ],
    [
      "with a pushed policy that is refused",
      step("    push: { routes: [] }\n"),
      "night.yaml:17: steps[1].push.routes: leave open who hears",
    ],
    [
      "with a policy that is not there",
      changed([/policy:\n(?: .*\n)+/.exec(sound)?.[0] ?? "", "policy: none.yaml\n"]),
      "none.yaml: does not exist",
    ],
    [
      "with events that are not there",
      step("    events: none.json\n"),
      "night.yaml:17: steps[1].events: none.json: : does not exist",
    ],
    [
      "with a destination that there is not",
      changed(["to: desk", "to: dask"]),
      'night.yaml:18: expect[0].to: is no channel of the policy; did you mean "desk"?',
    ],
    [
      "with a way by which nobody is reached",
      changed(["to: desk", "to: desk, by: phone"]),
      "night.yaml:18: expect[0].by: is no channel of the policy: there are desk",
    ],
    [
      "with an override of a schedule that there is not",
      step("    override: { schedule: primary, person: ada, for: 1h }\n"),
      'night.yaml:17: steps[1].override.schedule: the policy has no schedule "primary": there are none',
    ],
    [
      "with an override by somebody who is pushed only later",
      changed([
        "until:",
        `  - { at: +2m, push: ${scheduled("ada")} }
  - { at: +2m, override: { schedule: primary, person: grace, for: 1h } }
  - { at: +3m, push: ${scheduled("grace")} }
until:`,
      ]),
      'night.yaml:17: steps[2].override.person: the policy has no person "grace": there are ada, nobody',
    ],
    [
      "with a kind that there is not",
      changed(["kind: opened", "kind: open"]),
      'night.yaml:18: expect[0].kind: expected ("opened" | "reopened" | ',
    ],
    [
      "with a title of two stars",
      changed(["title: Certificate", "title: '**'"], [" shop.example.com has expired", ""]),
      "night.yaml:18: expect[0].title: ",
    ],
    [
      "with an expectation of what is left out",
      changed(["until:", "ignore: [opened]\nuntil:"]),
      "night.yaml:19: expect[0].kind: is among those that ignore leaves out",
    ],
    [
      "without an expectation",
      changed([/expect:\n.*\n/.exec(sound)?.[0] ?? "", ""]),
      "night.yaml: says nothing of what is to come of it: add expect, never, alerts or alarms",
    ],
    [
      "with what never comes and is everything",
      changed(["expect:", "never: [{}]\nexpect:"]),
      "night.yaml:17: never[0]: says nothing",
    ],
  ])("%s", async (_title, text, error) => {
    const { exitCode, stdout, stderr } = await tried(text);
    expect(stderr).toContain(`tocsin: ${error}`);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  test("with all that is wrong, and none of the others is run", async () => {
    await inDirectory(async (directory) => {
      const [good, bad] = [join(directory, "good.yaml"), join(directory, "bad.yaml")];
      await writeFile(good, sound);
      await writeFile(bad, changed(["kind: opened", "kind: open"], ["to: desk", "too: desk"]));
      const { exitCode, stdout, stderr } = await tocsin(["scenario", "test", good, bad]);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("expect[0].kind");
      expect(stderr).toContain("expect[0].too");
    });
  });
});

describe("a scenario", () => {
  test("that is as expected is one line, sends nothing, and reads no secret", async () => {
    expect(await tried(sound)).toEqual({ exitCode: 0, stdout: "ok  night.yaml: 1 notification\n", stderr: "" });
  });

  test.each([
    ["as late as is allowed", "+5m", 0],
    ["a second later than that", "+4m 59s", 1],
  ])("is judged by its tolerance, of what comes %s", async (_title, at, exitCode) => {
    expect((await tried(changed(["+6m", at]))).exitCode).toBe(exitCode);
    expect((await tried(changed(["+6m", at], ["until:", "within: 61s\nuntil:"]))).exitCode).toBe(0);
  });

  test("that is not as expected shows what arrived beside it", async () => {
    const { exitCode, stdout } = await tried(changed(["kind: opened", "kind: worse"]));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("night.yaml: 1 other than expected");
    const row = stdout.split("\n").find((line) => line.includes("other: kind")) ?? "";
    expect(row).toContain("{ at: +6m, to: desk, kind: worse, rings: true, ");
    expect(row).toContain(
      '{ at: +6m, to: desk, kind: opened, rings: true, title: "Certificate shop.example.com has expired" }',
    );
    expect(row).toContain("night.yaml:18");
  });

  test("is printed as one object with --json", async () => {
    const { exitCode, stdout } = await tried(changed(["kind: opened", "kind: worse"]), ["--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: false,
      timeline: [{ outcome: "differs", differsIn: ["kind"], expected: { line: 18 }, arrived: { destination: "desk" } }],
    });
  });

  test("says which step changes nothing", async () => {
    const steps = [
      "  - at: +1m\n    event: { source: my.app, detail-type: Note, account: '111122223333', region: eu-west-1, detail: {} }\n",
      "  - at: +2m\n    ack: { match: { condition: [threat] } }\n",
      "  - at: +3m\n    resume: true\n",
    ];
    const { exitCode, stdout } = await tried(changed(["until:", `${steps.join("")}until:`]));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("night.yaml:16: no source listens to this event");
    expect(stdout).toContain("night.yaml:18: no alert matches");
    expect(stdout).toContain("night.yaml:20: nothing is paused");
  });

  test("says which alert there is not that is decided on", async () => {
    const { exitCode, stdout } = await tried(changed(["until:", "  - at: +2m\n    ack: { alert: 0000ffff }\nuntil:"]));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("night.yaml:16: no alert's id begins with 0000ffff");
  });

  test("goes by what was observed, and decides on one alert by the beginning of its id", async () => {
    const step = (at: string, text: string) => `  - at: ${at}\n${text}`;
    const text = changed(
      [
        "until:",
        `${step("+2m", observed(`[${said}]`))}${step("+3m", "    resolve: { alert: ")}${THREAT.slice(0, 6)} }\nuntil:`,
      ],
      ["until: +10m", "until: +10m\nalerts: [{ condition: [certificate-expiry] }]"],
    );
    expect(await tried(text)).toMatchObject({ exitCode: 0 });
    expect((await tried(text.replace(/ {2}- at: \+3m\n.*\n/, ""))).stdout).toContain(
      "unexpected at the end: MEDIUM OPEN",
    );
  });

  test.each([
    ["that is expected and rings", "    damage: policy\n", "[world-unreadable]", 0, "ok"],
    [
      "that is expected and does not ring",
      "    push: policy.yaml\n",
      "[world-unreadable]",
      1,
      "the alarm world-unreadable does not ring",
    ],
    [
      "that rings and is not expected",
      "    damage: policy\n",
      "[]",
      1,
      "unexpected at +2m: the alarm world-unreadable rings",
    ],
  ])("judges an alarm %s", async (_title, action, alarms, exitCode, shown) => {
    const text = changed(["until:", `  - at: +2m\n${action}alarms: ${alarms}\nuntil:`]);
    const policy = /policy:\n(?: .*\n)+/.exec(sound)?.[0].replace("policy:\n", "").replaceAll(/^ {2}/gm, "") ?? "";
    const result = await tried(text, [], { "policy.yaml": policy });
    expect(result.stdout).toContain(shown);
    expect(result.exitCode).toBe(exitCode);
  });

  test("says which event its source refuses", async () => {
    const { exitCode, stdout } = await tried(changed(["resources: [", "resources: [nonsense, "]));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("night.yaml: a dead letter in tocsin-ingest-acm-dlq");
  });

  test("shows a hostile name without letting it act", async () => {
    const hostile = String.raw`"\e[2J\u202eshop"`;
    const { stdout } = await tried(changed(["CommonName: shop", `CommonName: ${hostile} } #`]));
    expect(stdout).toContain("shop");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("goes by policies, accounts and events of other files", async () => {
    const event = { source: "aws.acm", "detail-type": "ACM Certificate Expired", account: "111122223333" };
    const resources = ["arn:aws:acm:eu-west-1:111122223333:certificate/5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c12"];
    const others = {
      "policy.yaml":
        "channels: { desk: { type: console } }\nroutes: [{ name: shop, match: { owner: [shop] }, channels: [desk], urgency: now, group: alert }]\nunrouted: ignore\n",
      "accounts.yaml": 'accounts: { "111122223333": { owner: shop } }\n',
      "more.jsonl": `${JSON.stringify({ ...event, region: "eu-west-1", resources, detail: { CommonName: "mail" } })}\n`,
    };
    const policy = /policy:\n(?: .*\n)+/.exec(sound)?.[0] ?? "";
    const text = changed(
      [policy, "policy: policy.yaml\ndirectory: accounts.yaml\n"],
      ["until:", "  - { at: +2m, events: more.jsonl }\nuntil:"],
    );
    const both = `${text}  - { at: +7m, to: desk, kind: opened, title: "*mail*" }\n`;
    expect(await tried(both, [], others)).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test("the example of the documentation is as expected", async () => {
  const page = await readFile(new URL("../../docs/scenarios.md", import.meta.url), "utf8");
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "";
  expect(await tried(example)).toMatchObject({ exitCode: 0, stderr: "" });
});
