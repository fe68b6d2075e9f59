/** A drill through a stack that serves: one destination hears of it, nobody else does, and nothing counts it. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { useAnsweringServer, xml } from "@tocsin/aws/testing/answering-server";
import { weekOf } from "@tocsin/core/event/week";
import { describe, expect, test, vi } from "vitest";
import { inDirectory, type Running, startTocsin, tocsin } from "../support/terminal.ts";

const startServer = useAnsweringServer();

/** Whatever else there is would be told elsewhere, and as CRITICAL; nothing is told while it holds. */
const policy = (url: string) => `
channels:
  desk: { type: console }
  other: { type: console }
  topic: { type: sns }
  phone: { type: sms, phone: "env:TOCSIN_SECRET_DRILL", originationIdentity: "+12065550100" }
  hook: { type: webhook, url: "${url}", signingSecret: "env:TOCSIN_SECRET_DRILL", allowPrivateAddresses: true }
people: { ada: { contacts: [hook] }, grace: { contacts: [phone] } }
schedules:
  - { name: primary, layers: [{ people: [ada], turnWeeks: 1, from: "2026-01-05T09:00" }] }
  - { name: calls, layers: [{ people: [grace], turnWeeks: 1, from: "2026-01-05T09:00" }] }
  - { name: nights, layers: [{ people: [nobody], turnWeeks: 1, from: "2026-01-05T09:00" }] }
severity: [{ name: all, match: { region: [{ exists: true }] }, severity: CRITICAL }]
urgency: [{ name: all, match: { region: [{ exists: true }] }, urgency: now }]
routes: [{ name: all, match: { region: [{ exists: true }] }, channels: [other] }]
fallback: other
silences: [{ name: all, match: { region: [{ exists: true }] }, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00", evenIfWorse: true }]
`;

interface Place {
  readonly stack: Running;
  /** What the webhook's receiver was sent. */
  readonly received: readonly Record<string, unknown>[];
  readonly dataDir: readonly string[];
  readonly drill: (...args: readonly string[]) => ReturnType<typeof tocsin>;
}

/** @param status with which the receiver answers. */
async function serving(status: number, use: (place: Place) => Promise<void>): Promise<void> {
  const received: Record<string, unknown>[] = [];
  const receiver = createServer(async (request, response) => {
    received.push(JSON.parse(await text(request)));
    response.writeHead(status).end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const address = receiver.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  vi.stubEnv("TOCSIN_SECRET_DRILL", "a secret that two know, long enough");
  try {
    await inDirectory(async (directory) => {
      const file = join(directory, "policy.yaml");
      await writeFile(file, policy(`http://127.0.0.1:${address.port}/`));
      const dataDir = ["--data-dir", join(directory, "data")];
      const stack = startTocsin(["run", "--serve", "--port", "0", "--policy", file, ...dataDir]);
      await stack.shows("Ctrl-C ends");
      await use({ stack, received, dataDir, drill: (...args) => tocsin(["drill", ...args, ...dataDir]) });
      stack.interrupt();
      await stack.finished;
    });
  } finally {
    vi.unstubAllEnvs();
    receiver.close();
  }
}

describe("a drill", () => {
  test("reaches its destination alone, hop by hop, and is over then; nothing lists or counts it", () =>
    serving(200, async ({ stack, received, dataDir, drill }) => {
      const { exitCode, stdout, stderr } = await drill("--to", "desk", "--json");
      expect([exitCode, stderr]).toEqual([0, ""]);
      const outcome = JSON.parse(stdout);
      expect(outcome).toMatchObject({ kind: "delivered", destination: "desk", rings: false, isOver: true });
      expect(outcome.hops.map(({ hop }: { readonly hop: string }) => hop)).toEqual([
        ...["accepted", "stored", "woken", "decided", "handed over", "delivered"],
      ]);
      await stack.shows("[DRILL] It is over");
      const pages = stack.output().match(/^\[.*$/gm);
      expect(pages).toEqual([expect.stringMatching(/^\[DRILL\] Nothing is wrong: /), "[DRILL] It is over"]);
      expect(stack.output()).not.toContain('"other"');
      expect(received).toEqual([]);
      for (const all of [[], ["--status", "RESOLVED"]])
        expect((await tocsin(["alerts", "list", "--json", ...all, ...dataDir])).stdout).toBe("");
      expect((await tocsin(["oncall", "status", "--json", ...dataDir])).stdout).toContain('"count":0');
      const shown = await tocsin(["alerts", "show", outcome.alert, ...dataDir]);
      expect(shown.stdout).toContain("INFORMATIONAL RESOLVED");
      expect(shown.stdout).toContain("DRILL: nothing is wrong");
      const week = ["--week", weekOf(outcome.sentAt)];
      const digest = JSON.parse((await tocsin(["digest", "--json", ...week, ...dataDir])).stdout);
      expect(digest).toMatchObject({ week: week[1] });
      expect(JSON.stringify(digest)).not.toContain(outcome.alert);
      stack.interrupt();
      expect((await stack.finished).stdout).toMatch(/announcements +none/);
    }));

  test("is sent by its other name too, which says what it does not show that the channel took it", () =>
    serving(200, async ({ dataDir }) => {
      const { exitCode, stdout, stderr } = await tocsin(["channel", "test", "topic", ...dataDir]);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/"topic" was reached in [\d.]+ s\.\n {2}but +the topic has it, but does not say/);
    }));

  test.each(["phone", "calls"])("is sent to no telephone without a ring, and says so: %s", (to) =>
    serving(200, async ({ drill }) => {
      const { exitCode, stdout, stderr } = await drill("--to", to);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain('"phone" is of the type sms, which is only sent notifications that ring: add --ring');
    }),
  );

  test("rings only where it is asked to, and says DRILL first in what machines read too", () =>
    serving(200, async ({ received, drill }) => {
      expect((await drill("--to", "hook")).exitCode).toBe(0);
      const ringing = await drill("--to", "hook", "--ring");
      expect(ringing.stdout).toMatch(/^Drill \S+ to "hook", with a ring\n {2}accepted +\S+Z {2}\+\d+\.\d{3} s\n/);
      expect(ringing.stdout).toMatch(/"hook" was reached in \d+\.\d{3} s\.\n$/);
      await vi.waitFor(() => expect(received).toHaveLength(4));
      expect(received.map(({ kind, urgency, rings }) => [kind, urgency, rings])).toEqual([
        ["opened", "morning", false],
        ["over", "morning", false],
        ["opened", "now", true],
        ["over", "now", false],
      ]);
      for (const { title, route, alerts, remindsAt } of received) {
        expect(title).toMatch(/^DRILL: /);
        expect([route, remindsAt]).toEqual(["drill", undefined]);
        expect(alerts).toMatchObject([
          { condition: "drill", severity: expect.stringMatching(/^(LOW|INFORMATIONAL)$/) },
        ]);
      }
    }));

  test("reaches whoever is on call, whom it names, and nobody where nobody is", () =>
    serving(200, async ({ received, drill }) => {
      const reached = await drill("--to", "primary");
      expect(reached.stdout).toMatch(/^Drill \S+ to "primary", which is ada by "hook", without a sound\n/);
      expect([reached.exitCode, reached.stderr]).toEqual([0, ""]);
      await vi.waitFor(() => expect(received.map(({ destination }) => destination)).toEqual(["primary", "primary"]));
      expect(received[0]).toMatchObject({ onCall: { person: "ada", schedule: "primary" }, route: "drill" });
      // The turns are hers one after the other.
      expect(received[0]?.onCall).not.toHaveProperty("until");
      const nobody = await drill("--to", "nights");
      expect(nobody).toMatchObject({ exitCode: 1, stdout: "" });
      expect(nobody.stderr).toContain('nobody is on call for "nights":');
      expect((await drill("--to", "primry")).stderr).toContain('channel or schedule "primry"; did you mean "primary"?');
    }));

  test("that its destination does not take ends with 1, says after which hop, what to look at, and falls back to nobody", () =>
    serving(401, async ({ stack, received, dataDir, drill }) => {
      const { exitCode, stdout } = await drill("--to", "hook");
      expect(exitCode).toBe(1);
      expect(stdout).toContain('"hook" was not reached: the destination did not accept it.');
      expect(stdout).toMatch(/last hop +decided\n/);
      const log = join(dataDir[1] ?? "", "log.jsonl");
      const advice = stdout.replaceAll(/\s+/g, " ");
      expect(advice).toContain(
        `the lines of deliver-webhook in ${log}, which say why a notification was not delivered`,
      );
      expect(advice).toContain(`\`tocsin dlq list deliver-webhook ${dataDir.join(" ")}\``);
      const lines = (await readFile(log, "utf8")).trim().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toContainEqual(
        expect.objectContaining({ service: "deliver-webhook", destination: "hook", problem: expect.any(String) }),
      );
      expect(received).toHaveLength(1);
      expect(stack.output()).not.toContain("DRILL");
    }));

  test.each([
    [
      "to a channel that the policy does not have",
      ["--to", "dest"],
      2,
      'did you mean "desk"? (desk, other, topic, phone, hook, primary, calls, nights)',
    ],
    ["to nobody", [], 2, "--to <destination>"],
  ])("%s is refused, with what there is", (_title, args, code, problem) =>
    serving(200, async ({ stack, drill }) => {
      const { exitCode, stderr } = await drill(...args);
      expect([exitCode, stderr]).toEqual([code, expect.stringContaining(problem)]);
      expect(stack.output()).not.toContain("DRILL");
    }),
  );

  test("while on-call is paused is not begun", () =>
    serving(200, async ({ stack, dataDir, drill }) => {
      await tocsin(["oncall", "pause", "--why", "game day", ...dataDir]);
      expect(await drill("--to", "desk")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("game day") });
      expect(stack.output()).not.toContain("DRILL");
    }));
});

test("where no stack serves, the drill says how to start one", () =>
  inDirectory(async (directory) => {
    const { exitCode, stderr } = await tocsin(["drill", "--to", "desk", "--data-dir", join(directory, "none")]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("tocsin run --serve")]);
  }));

test("a deployed stage is drilled by the same events and table, in the name of the caller of AWS", () =>
  serving(200, async ({ stack, dataDir }) => {
    const { busEndpoint, dynamodbEndpoint } = JSON.parse(
      await readFile(join(dataDir[1] ?? "", "serving.json"), "utf8"),
    );
    const caller = xml(
      "GetCallerIdentity",
      "<Arn>arn:aws:sts::111122223333:assumed-role/Responder/ines@example.com</Arn>",
    );
    const sts = await startServer(() => caller);
    for (const [service, endpoint] of Object.entries({
      DYNAMODB: dynamodbEndpoint,
      EVENTBRIDGE: busEndpoint,
      STS: sts.endpoint,
    }))
      vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, endpoint);
    vi.stubEnv("AWS_REGION", "eu-central-1");
    // The bus takes the account from the key, as AWS takes it from whose the key is.
    vi.stubEnv("AWS_ACCESS_KEY_ID", "111122223333");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    const stage = ["--stage", "prod", "--table", "tocsin-alerts"];
    const { exitCode, stdout, stderr } = await tocsin(["drill", "--to", "desk", "--json", ...stage]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "delivered", isOver: true });
    await stack.shows("[DRILL] It is over");
    expect(stack.output()).toContain("startedBy: assumed-role/Responder/ines\n");
    expect(stack.output()).toContain("account 111122223333, eu-central-1");
  }));
