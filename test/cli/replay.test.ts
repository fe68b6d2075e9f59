/** `tocsin replay`, against a server that answers as EventBridge does, and against a serving stack. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CannedAnswer, json, type Request, useAnsweringServer } from "@tocsin/aws/testing/answering-server";
import { samples as findings } from "@tocsin/sources/guardduty/samples";
import { sources } from "@tocsin/sources/registry";
import { afterEach, describe, expect, test, vi } from "vitest";
import { inDirectory, startTocsin, tocsin } from "../support/terminal.ts";

const startServer = useAnsweringServer();
afterEach(() => vi.unstubAllEnvs());

const archive = "arn:aws:events:eu-central-1:111122223333:archive/tocsin-prod-bus";
const bus = "arn:aws:events:eu-central-1:111122223333:event-bus/tocsin-prod-bus";
const range = ["--from", "2026-11-20T00:00:00Z", "--to", "2026-11-21T00:00:00Z"];
const stage = ["replay", "--stage", "prod", "--name", "after-the-outage", ...range];

/** EventBridge where stage `prod` is deployed, and every replay is in this state. */
function eventBridge(state: object): (request: Request) => CannedAnswer {
  return ({ headers, body }) => {
    const asked = JSON.parse(body);
    switch (headers["x-amz-target"]) {
      case "AWSEvents.DescribeArchive":
        return asked.ArchiveName === "tocsin-prod-bus"
          ? json({ ArchiveArn: archive, EventSourceArn: bus })
          : json({ __type: "ResourceNotFoundException", message: "none" }, 400);
      case "AWSEvents.DescribeRule":
        return json({ Arn: `arn:rule/${asked.EventBusName}/${asked.Name}` });
      case "AWSEvents.StartReplay":
        return json({ ReplayArn: "arn:replay", State: "STARTING" });
      default:
        return json(state);
    }
  };
}

async function deployed(answer: (request: Request) => CannedAnswer) {
  const server = await startServer(answer);
  vi.stubEnv("AWS_ENDPOINT_URL_EVENTBRIDGE", server.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.stubEnv("AWS_REGION", "eu-central-1");
  const started = () =>
    server.requests
      .filter(({ headers }) => headers["x-amz-target"] === "AWSEvents.StartReplay")
      .map(({ body }) => JSON.parse(body));
  return { started };
}

describe("a replay of a deployed stage's archive", () => {
  test("goes to its bus, and is followed to its end", async () => {
    const { started } = await deployed(eventBridge({ State: "COMPLETED", StateReason: "done" }));
    const every = sources.map(({ name }) => name).join(", ");
    const what = `events of stage prod from 2026-11-20T00:00:00.000Z to 2026-11-21T00:00:00.000Z, for ${every}`;
    expect(await tocsin(stage)).toEqual({
      exitCode: 0,
      stdout:
        `Replay after-the-outage started: ${what}. Ctrl-C ends watching, not the replay.\n` +
        `Replay after-the-outage COMPLETED: ${what} (done).\n`,
      stderr: "",
    });
    expect(started()).toEqual([
      {
        ReplayName: "after-the-outage",
        EventSourceArn: archive,
        EventStartTime: Date.parse("2026-11-20T00:00:00Z") / 1000,
        EventEndTime: Date.parse("2026-11-21T00:00:00Z") / 1000,
        Destination: {
          Arn: bus,
          FilterArns: sources.map(({ name }) => `arn:rule/tocsin-prod-bus/tocsin-prod-ingest-${name}`),
        },
      },
    ]);
  });

  test("goes to the rules of the sources that are named alone", async () => {
    const { started } = await deployed(eventBridge({ State: "COMPLETED", EventLastReplayedTime: 1_795_000_000 }));
    const { stdout } = await tocsin([...stage, "--json", "--source", "guardduty", "macie"]);
    expect(started()[0]?.Destination.FilterArns).toEqual([
      "arn:rule/tocsin-prod-bus/tocsin-prod-ingest-guardduty",
      "arn:rule/tocsin-prod-bus/tocsin-prod-ingest-macie",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      replayName: "after-the-outage",
      state: "COMPLETED",
      sources: ["guardduty", "macie"],
      lastReplayedAt: "2026-11-18T11:06:40.000Z",
    });
  });

  test("has a name by the time, of letters that EventBridge takes, unless it is given one", async () => {
    const { started } = await deployed(eventBridge({ State: "COMPLETED" }));
    await tocsin(["replay", "--stage", "prod", ...range]);
    expect(started()[0]?.ReplayName).toMatch(/^replay-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
  });

  test.each([
    ["FAILED", 70],
    ["CANCELLED", 1],
  ])("that ends %s exits with %d", async (State, exitCode) => {
    await deployed(eventBridge({ State, StateReason: "for a\u001b[2J reason" }));
    const ended = await tocsin(stage);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stdout).toContain(`${State}: events of stage prod`);
    expect(ended.stdout).not.toContain("\u001b");
  });

  test("goes on when the user leaves, who is told how to cancel it", async () => {
    await deployed(eventBridge({ State: "RUNNING" }));
    const running = startTocsin(stage);
    await running.shows("started");
    running.interrupt();
    const { exitCode, stderr } = await running.finished;
    expect([exitCode, stderr]).toEqual([
      130,
      "The replay goes on. To cancel it: aws events cancel-replay --replay-name after-the-outage\n",
    ]);
  });

  test("is only looked into by a dry run", async () => {
    const { started } = await deployed(eventBridge({}));
    const { exitCode, stdout } = await tocsin([...stage, "--dry-run"]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("NOT STARTED: events of stage prod")]);
    expect(started()).toEqual([]);
  });

  test("warns that the last minutes may not be in the archive yet", async () => {
    await deployed(eventBridge({ State: "COMPLETED" }));
    const recent = ["replay", "--stage", "prod", "--from", "2026-11-20T00:00:00Z", "--to", "2090-01-01T00:00:00Z"];
    expect((await tocsin(recent)).stderr).toContain("last ten minutes");
  });

  test("says so where the stage is not deployed, or AWS does not let", async () => {
    await deployed(eventBridge({}));
    expect(await tocsin(["replay", "--stage", "other", ...range])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("there is no archive tocsin-other-bus: is the stage deployed"),
    });
    await deployed(() => json({ __type: "AccessDeniedException", message: "not authorized to" }, 400));
    expect(await tocsin(stage)).toMatchObject({ exitCode: 70, stderr: expect.stringContaining("not authorized to") });
  });
});

describe("what is asked of a replay", () => {
  test.each([
    ["neither files nor a stage", ["replay"]],
    ["both", ["replay", "events.json", "--stage", "prod", ...range]],
    ["a stage without a range", ["replay", "--stage", "prod"]],
    [
      "a range that ends before it begins",
      ["replay", "--stage", "prod", "--from", "2026-11-21T00:00:00Z", "--to", "2026-11-20T00:00:00Z"],
    ],
    ["files of a range", ["replay", "events.json", ...range]],
    ["files of a source", ["replay", "events.json", "--source", "acm"]],
    ["a source that there is not", ["replay", "--stage", "prod", ...range, "--source", "no-such-source"]],
    ["a stage that is no name", ["replay", "--stage", "p/rod", ...range]],
    ["a name that EventBridge would not take", ["replay", "-", "--name", "last week"]],
    ["the name of a baseline", ["replay", "-", "--name", "tocsin-baseline"]],
  ])("is refused with 2 for %s", async (_what, args) => {
    const { exitCode, stdout, stderr } = await tocsin(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).not.toBe("");
  });
});

describe("a replay of files", () => {
  // By the clock of the process that serves: what was said long ago would have lapsed.
  const updatedAt = new Date().toISOString();
  const detail = { ...findings.instanceFinding.detail, severity: 9, updatedAt };
  const severe = { ...findings.instanceFinding, detail };

  test("fills a serving stack, and pages nobody", async () => {
    await inDirectory(async (directory) => {
      const dataDir = join(directory, "data");
      const file = join(directory, "events.jsonl");
      await writeFile(
        file,
        [severe, { ...severe, source: "aws.ec2" }, {}].map((event) => JSON.stringify(event)).join("\n"),
      );
      const running = startTocsin(["run", "--serve", "--port", "0", "--data-dir", dataDir]);
      await running.shows("Ctrl-C ends");
      const endpoint = /PutEvents at (\S+)/.exec(running.output())?.[1] ?? "";
      const replayed = await tocsin(["replay", file, "--endpoint", endpoint, "--name", "last-week", "--json"]);
      expect(replayed.exitCode).toBe(1);
      expect(JSON.parse(replayed.stdout)).toEqual({
        replayName: "last-week",
        dryRun: false,
        read: 3,
        sent: 1,
        unmatched: 1,
        sources: { guardduty: 1 },
        failures: [expect.stringMatching(/events\.jsonl: line 3: is neither an event nor /)],
      });
      running.interrupt();
      const { stdout } = await running.finished;
      expect(stdout).toContain("1 opened");
      expect(stdout).not.toContain("OPENED");
      const listed = await tocsin(["alerts", "list", "--json", "--data-dir", dataDir]);
      expect(JSON.parse(listed.stdout)).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    });
  });
});
