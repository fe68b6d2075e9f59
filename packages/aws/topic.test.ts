import { SNSClient } from "@aws-sdk/client-sns";
import { instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterEach, describe, expect, test } from "vitest";
import { CallError } from "./call.ts";
import { type CannedAnswer, clientOptions, type Request, useAnsweringServer } from "./testing/answering-server.ts";
import { createTopic } from "./topic.ts";

const topicArn = "arn:aws:sns:eu-central-1:000000000000:alerts";

function announcement(n: number, changed: Partial<Announcement> = {}): Announcement {
  const at = instant("2026-11-20T06:00:00Z");
  return {
    format: "tocsin.announcement.v1",
    alertId: `alert-${n}`,
    version: 1,
    at,
    saidAt: at,
    kind: "opened",
    reason: "opened",
    quiet: false,
    severity: "HIGH",
    to: { status: "OPEN", severity: "HIGH" },
    alert: {
      id: `alert-${n}`,
      condition: "threat",
      status: "OPEN",
      severity: "HIGH",
      partition: "aws",
      account: "012345678901",
      region: "eu-west-1",
      resource: "arn:aws:iam::012345678901:user/ines",
      title: "Threat",
      summary: "Somebody is here who ought not to be.",
      remedy: "Look.",
      reporters: ["guardduty"],
      attributes: {},
    },
    ...changed,
  };
}

describe("publishing to subscribers", () => {
  const servers: FauxqsServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  /** A topic with a queue of somebody who wants what may page, and of somebody who wants everything. */
  async function setUp() {
    const server = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" });
    servers.push(server);
    server.createTopic("alerts");
    for (const queue of ["pages", "everything"]) server.createQueue(queue);
    const raw = { RawMessageDelivery: "true" };
    const FilterPolicy = JSON.stringify({ type: ["announcement"], quiet: ["false"] });
    server.subscribe({ topic: "alerts", queue: "pages", attributes: { ...raw, FilterPolicy } });
    server.subscribe({ topic: "alerts", queue: "everything", attributes: raw });
    const topic = createTopic({ client: new SNSClient(clientOptions(`http://127.0.0.1:${server.port}`)), topicArn });
    const received = (queue: string) => server.inspectQueue(queue)?.messages.ready ?? [];
    return { topic, received };
  }

  test("hands announcements over whole, in order, with the attributes that subscribers filter by", async () => {
    const { topic, received } = await setUp();
    const announcements = Array.from({ length: 12 }, (_, n) => announcement(n));
    expect(await topic.announce(announcements)).toEqual(Array(12).fill(undefined));
    const bodies = received("everything").map(({ body }) => JSON.parse(body));
    expect(bodies).toEqual(announcements);
    const attributes = Object.entries(received("everything")[0]?.messageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]))).toEqual({
      type: "announcement",
      kind: "opened",
      severity: "HIGH",
      condition: "threat",
      account: "012345678901",
      region: "eu-west-1",
      quiet: "false",
    });
  });

  test("writes an announcement with characters alone that a queue behind the topic takes", async () => {
    const { topic, received } = await setUp();
    const odd = announcement(1, { alert: { ...announcement(1).alert, title: "\ufffe \uffff \ud800 \u{1f514}" } });
    expect(await topic.announce([odd])).toEqual([undefined]);
    const [body = ""] = received("pages").map((message) => message.body);
    expect(body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    expect(JSON.parse(body)).toEqual(odd);
  });

  test("shows the on-call queue what may page, and neither quiet announcements nor the digest", async () => {
    const { topic, received } = await setUp();
    await topic.announce([announcement(1), announcement(2, { quiet: true })]);
    await topic.publishDigest({ subject: "Week 47", text: "All is well." });
    expect(received("pages").map(({ body }) => JSON.parse(body).alertId)).toEqual(["alert-1"]);
    expect(received("everything").length).toBe(3);
    expect(received("everything").at(-1)?.body).toBe("All is well.");
  });

  test("calls nobody for no announcements", async () => {
    const { topic, received } = await setUp();
    expect(await topic.announce([])).toEqual([]);
    expect(received("everything")).toEqual([]);
  });

  test("says that a topic out of reach may be reached later", async () => {
    const client = new SNSClient(clientOptions("http://127.0.0.1:9"));
    const [outcome] = await createTopic({ client, topicArn }).announce([announcement(1)]);
    expect(outcome?.retryable).toBe(true);
  });
});

describe("what the topic refuses", () => {
  const startServer = useAnsweringServer();

  async function setUp(answer: (request: Request, n: number) => CannedAnswer) {
    const server = await startServer(answer);
    return { server, topic: createTopic({ client: new SNSClient(clientOptions(server.endpoint)), topicArn }) };
  }

  const xml = (body: string, status = 200): CannedAnswer => ({ status, headers: { "content-type": "text/xml" }, body });
  const published = (failed: string) =>
    xml(`<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>
      <Failed>${failed}</Failed><Successful/></PublishBatchResult></PublishBatchResponse>`);
  const failure = (code: string, message = code) =>
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code>
      <Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  const member = (id: number, code: string, senderFault: boolean) =>
    `<member><Id>${id}</Id><Code>${code}</Code><SenderFault>${senderFault}</SenderFault></member>`;
  const messageCount = ({ body }: Request) => [...body.matchAll(/entry\.\d+\.Id=|member\.\d+\.Id=/gi)].length;

  test("gives each entry its own outcome, in order, when a call takes only some", async () => {
    const { topic } = await setUp(() =>
      published(member(2, "InvalidParameter", true) + member(0, "InternalError", false)),
    );
    const outcomes = await topic.announce([announcement(0), announcement(1), announcement(2)]);
    expect(outcomes.map((outcome) => outcome?.message)).toEqual([
      "PublishBatch refused an entry: InternalError",
      undefined,
      "PublishBatch refused an entry: InvalidParameter",
    ]);
    expect(outcomes.map((outcome) => outcome?.retryable)).toEqual([true, undefined, false]);
  });

  test("fails the entries of a call that fails, and none of the next call's", async () => {
    const { topic, server } = await setUp((_, n) => (n === 0 ? xml(failure("Throttled"), 429) : published("")));
    const outcomes = await topic.announce(Array.from({ length: 11 }, (_, n) => announcement(n)));
    expect(server.requests.map(messageCount)).toEqual([10, 1]);
    expect(outcomes.map((outcome) => outcome === undefined)).toEqual([...Array(10).fill(false), true]);
    expect(outcomes[0]).toBeInstanceOf(CallError);
    expect(outcomes[0]?.retryable).toBe(true);
  });

  test("starts another call before the size of one goes over the limit", async () => {
    const { topic, server } = await setUp(() => published(""));
    const large = (n: number) => announcement(n, { alert: { ...announcement(n).alert, summary: "x".repeat(120_000) } });
    await topic.announce([large(0), large(1), large(2)]);
    expect(server.requests.map(messageCount)).toEqual([2, 1]);
  });

  test("throws when the digest cannot be published, and says whether it may be later", async () => {
    const { topic } = await setUp((_, n) =>
      n === 0 ? xml(failure("InternalError"), 500) : xml(failure("NotFound"), 404),
    );
    const digest = { subject: "Week 47", text: "All is well." };
    const first = await topic.publishDigest(digest).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(CallError);
    expect(first).toMatchObject({ retryable: true });
    await expect(topic.publishDigest(digest)).rejects.toMatchObject({ name: "CallError", retryable: false });
  });

  test("sends a digest's subject as SNS takes it: on one line of ASCII, of less than a hundred characters", async () => {
    const { topic, server } = await setUp(() =>
      xml("<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>"),
    );
    await topic.publishDigest({ subject: `Week 47\r\n${"of a löng name ".repeat(10)}`, text: "All is well." });
    const subject = new URLSearchParams(server.requests[0]?.body).get("Subject");
    expect(subject).toMatch(/^Week 47 of a long name [ -~]*\.\.$/);
    expect(subject?.length).toBe(99);
  });
});
