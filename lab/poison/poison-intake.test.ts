import { parseEventText } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import type { LocalBus } from "@tocsin/local/bus";
import { startBusServer } from "@tocsin/local/servers/bus-server";
import { compileRules } from "@tocsin/sources/registry";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readInputs } from "../../packages/cli/input/read.ts";
import { someCase } from "./cases.ts";
import { REFUSED } from "./dead-letter-queue.ts";
import { type Line, someLines, textOfLine, withoutMark } from "./intake.ts";
import { type Seed, seedEvents } from "./seeds.ts";

const RUNS = { numRuns: 80, seed: Number(process.env.TOCSIN_SEED || 4711) };
const seeds: Seed[] = [];
beforeAll(async () => {
  seeds.push(...(await seedEvents()));
});

const readable = (lines: readonly Line[]): readonly unknown[] =>
  lines.filter((line) => line.isReadable).map((line) => JSON.parse(textOfLine(line) ?? "null"));
const numbersOf = (lines: readonly Line[], isReadable: boolean) =>
  lines.flatMap((line, i) => (line.isReadable === isReadable ? [i + 1] : []));
/** Records of a trail, which the command wraps in an envelope first. */
const isEnvelope = (value: unknown) => typeof value === "object" && value !== null && "detail-type" in value;

describe("a file of poison, an event a line", () => {
  async function* pieces(content: Buffer): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < content.length; from += 65_536) yield content.subarray(from, from + 65_536);
  }

  test("is read to its end, and each line that cannot be read is named", async () => {
    await fc.assert(
      fc.asyncProperty(someLines(seeds), async (drawn) => {
        // A byte order mark is what Windows writes, and harmless in a file.
        const lines = drawn.map(withoutMark);
        const content = Buffer.concat(drawn.flatMap(({ bytes }) => [bytes, Buffer.from("\n")]));
        const inputs = await Array.fromAsync(readInputs([], { stdin: pieces(content) }));
        const accepted = inputs.flatMap((input) => (input.ok ? [input.value] : []));
        expect(accepted.filter(isEnvelope)).toEqual(readable(lines).filter(isEnvelope));
        const named = inputs.flatMap((input) => (input.ok ? [] : [Number(/^line (\d+)/.exec(input.place)?.[1])]));
        expect(named).toEqual(numbersOf(lines, false));
      }),
      RUNS,
    );
  });
});

interface BusResponse {
  readonly accepted: number;
  readonly errors: readonly { readonly line: number }[];
  readonly FailedEntryCount: number;
  readonly Entries: readonly object[];
}

describe("the bus", () => {
  const taken: unknown[] = [];
  const rules = compileRules();
  /** Does with an event what the real one does: matches it against every rule, and writes it as a queue takes it. */
  const bus: LocalBus = {
    async put(events) {
      for (const event of events) {
        const body = escapedJson(event);
        if (REFUSED.test(body)) throw new Error("no queue takes the event");
        parseEventText(body);
        taken.push(event);
      }
      return events.map((event) => ({ rules: rules.filter(({ matches }) => matches(event)).length }));
    },
  };
  const running: { endpoint?: string; stop?: () => Promise<void> } = {};
  beforeAll(async () => {
    Object.assign(
      running,
      await startBusServer({
        bus,
        port: 0,
        now: () => instant("2026-11-24T12:00:00Z"),
        unavailable: async () => undefined,
      }),
    );
  });
  afterAll(() => running.stop?.());

  async function post(path: string, body: Buffer, headers: Readonly<Record<string, string>>) {
    taken.length = 0;
    const response = await fetch(`${running.endpoint}${path}`, {
      method: "POST",
      body: Uint8Array.from(body),
      headers,
    });
    const answer: BusResponse = JSON.parse(await response.text());
    return { status: response.status, body: answer };
  }

  test("takes every sound line of poisoned envelopes, and names the others", async () => {
    await fc.assert(
      fc.asyncProperty(someLines(seeds), async (lines) => {
        const content = Buffer.concat(lines.flatMap(({ bytes }) => [bytes, Buffer.from("\n")]));
        const { status, body } = await post("/events", content, { "content-type": "application/x-ndjson" });
        const bad = numbersOf(lines, false);
        expect(status).toBe(bad.length === 0 ? 200 : 400);
        expect(body.errors.map(({ line }) => line)).toEqual(bad);
        expect(body.accepted).toBe(lines.length - bad.length);
        expect(taken).toEqual(readable(lines));
      }),
      RUNS,
    );
  });

  test("answers for each poisoned entry of PutEvents, and takes the others", async () => {
    const headers = { "x-amz-target": "AWSEvents.PutEvents", "content-type": "application/x-amz-json-1.1" };
    const sound = {
      Source: "aws.acm",
      DetailType: "ACM Certificate Expired",
      Detail: '{"CommonName":"shop.example.com"}',
    };
    await fc.assert(
      fc.asyncProperty(fc.array(someCase(seeds), { minLength: 1, maxLength: 8 }), async (cases) => {
        const Entries = [sound, ...cases.map(({ body }) => ({ ...sound, Detail: body })), sound];
        const { status, body } = await post("/", Buffer.from(JSON.stringify({ Entries })), headers);
        if (Buffer.byteLength(JSON.stringify(Entries)) > 1_040_000) {
          expect([200, 400, 413]).toContain(status);
          return;
        }
        expect(status).toBe(200);
        expect(body.Entries.length).toBe(Entries.length);
        const isTaken = (answer: object) => "EventId" in answer;
        expect(body.Entries.filter(isTaken).length).toBe(taken.length);
        expect([...body.Entries.slice(0, 1), ...body.Entries.slice(-1)].map(isTaken)).toEqual([true, true]);
        expect(body.Entries.filter((answer) => !isTaken(answer)).length).toBe(body.FailedEntryCount);
      }),
      RUNS,
    );
  });

  test("answers whatever it is sent, and serves on", async () => {
    const headers = { "x-amz-target": "AWSEvents.PutEvents" };
    await fc.assert(
      fc.asyncProperty(someCase(seeds), async ({ body }) => {
        const { status } = await post("/", Buffer.from(body), headers);
        expect(status).toBe(400);
      }),
      RUNS,
    );
    expect((await fetch(`${running.endpoint}/health`)).status).toBe(200);
  });
});
