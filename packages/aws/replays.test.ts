import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { CallError } from "./call.ts";
import { createReplays, isOver, REPLAY_NAME } from "./replays.ts";
import {
  type CannedAnswer,
  clientOptions,
  json,
  type Request,
  useAnsweringServer,
} from "./testing/answering-server.ts";

const startServer = useAnsweringServer();

async function setUp(answer: (request: Request, n: number) => CannedAnswer) {
  const server = await startServer(answer);
  return { server, replays: createReplays(new EventBridgeClient(clientOptions(server.endpoint))) };
}

const absent = () => json({ __type: "ResourceNotFoundException", message: "none" }, 400);
const denied = () => json({ __type: "AccessDeniedException", message: "not authorized" }, 400);
const archive = { arn: "arn:aws:events:eu-west-1:1:archive/a", busArn: "arn:aws:events:eu-west-1:1:event-bus/b" };
const replay = {
  name: "after-the-outage",
  archive,
  from: instant("2026-11-20T00:00:00Z"),
  to: instant("2026-11-21T00:00:00Z"),
};

describe("an archive", () => {
  test("tells its ARN and that of its bus", async () => {
    const { server, replays } = await setUp(() => json({ ArchiveArn: archive.arn, EventSourceArn: archive.busArn }));
    expect(await replays.archive("a")).toEqual(archive);
    expect(server.requests[0]).toMatchObject({ body: '{"ArchiveName":"a"}' });
  });

  test("is nothing where there is none, and an error where that cannot be told", async () => {
    expect(await (await setUp(absent)).replays.archive("a")).toBeUndefined();
    const { replays } = await setUp(denied);
    await expect(replays.archive("a")).rejects.toThrow(/^DescribeArchive failed: AccessDenied/);
    await expect(replays.archive("a")).rejects.toBeInstanceOf(CallError);
  });

  test("has rules on its bus that are found by name", async () => {
    const { server, replays } = await setUp(() => json({ Arn: "arn:rule" }));
    expect(await replays.rule("r", "b")).toBe("arn:rule");
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({ Name: "r", EventBusName: "b" });
    expect(await (await setUp(absent)).replays.rule("r", "b")).toBeUndefined();
  });
});

describe("a replay", () => {
  test.each([
    ["all rules of the bus", [], { Arn: archive.busArn }],
    ["the rules that are named", ["arn:rule"], { Arn: archive.busArn, FilterArns: ["arn:rule"] }],
  ])("starts to %s", async (_to, ruleArns, destination) => {
    const { server, replays } = await setUp(() => json({ State: "STARTING" }));
    await replays.start({ ...replay, ruleArns });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      ReplayName: "after-the-outage",
      EventSourceArn: archive.arn,
      EventStartTime: Date.parse(replay.from) / 1000,
      EventEndTime: Date.parse(replay.to) / 1000,
      Destination: destination,
    });
  });

  test("does not start where AWS refuses, in whichever way", async () => {
    const failing = await setUp(() => json({ State: "FAILED", StateReason: "the archive is gone" }));
    await expect(failing.replays.start({ ...replay, ruleArns: [] })).rejects.toThrow("the archive is gone");
    const { replays } = await setUp(denied);
    await expect(replays.start({ ...replay, ruleArns: [] })).rejects.toThrow(/^StartReplay failed: AccessDenied/);
  });

  test("tells how far it is", async () => {
    const { replays } = await setUp(() =>
      json({ State: "RUNNING", StateReason: "under way", EventLastReplayedTime: 1_763_600_000 }),
    );
    expect(await replays.progress("r")).toEqual({
      state: "RUNNING",
      reason: "under way",
      at: "2025-11-20T00:53:20.000Z",
    });
  });

  test("is retried when its answer has no state", async () => {
    const { replays } = await setUp(() => json({}));
    await expect(replays.progress("r")).rejects.toMatchObject({ retryable: true });
  });

  test.each([
    ["STARTING", false],
    ["RUNNING", false],
    ["CANCELLING", false],
    ["COMPLETED", true],
    ["CANCELLED", true],
    ["FAILED", true],
  ] as const)("that is %s is over: %s", (state, expected) => {
    expect(isOver({ state })).toBe(expected);
  });
});

test.each([
  ["", false],
  ["a", true],
  ["Replay_1.x-2", true],
  ["a b", false],
  ["x".repeat(64), true],
  ["x".repeat(65), false],
])("a replay may be called %j: %s", (name, expected) => {
  expect(REPLAY_NAME.test(name)).toBe(expected);
});
