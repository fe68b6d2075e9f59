/**
 * Dead letters sent again. A redriver gives for each letter `undefined` when it was sent, so that it can be deleted, or why it was not.
 * Letters are sent before they are deleted: a process that ends in between leaves a duplicate, and duplicates change nothing.
 */
import type { SQSClient } from "@aws-sdk/client-sqs";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { messageFormats } from "@tocsin/core/release";
import { instantField, type Parsed, parse, refusalText, refused } from "@tocsin/core/text/parse";
import { type Announcement, announcementOf, parseAnnouncement } from "@tocsin/core/transition/announcement";
import { alertWakeText, groupWakeText } from "@tocsin/oncall/wake-message";
import * as v from "valibot";
import type { AlertsReader } from "../alerts/alerts-reader.ts";
import { wakeOf } from "../alerts/stream.ts";
import { describe } from "../call.ts";
import type { Topic } from "../topic.ts";
import type { DeadLetter } from "./dead-letter-queue.ts";
import { sendMessages } from "./send-messages.ts";

export type Redriver = (letters: readonly DeadLetter[]) => Promise<readonly (string | undefined)[]>;

/**
 * All that is redriven is one group, so that SQS hands out live events before it when there is much of it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
const GROUP = "redrive";
/** An entry is as old as its writer's clock and the rest of its batch make it when the stream brings it. */
const MARGIN_MILLISECONDS = 120_000;

/** Sends events back to the queue that they failed in, as they came: without the attributes that give the reason of their refusal. */
export function redriveEvents({ client, url }: { readonly client: SQSClient; readonly url: string }): Redriver {
  return (letters) =>
    sendAll(
      client,
      letters.map(({ body }) => ({ url, body })),
    );
}

/** Sends events that the bus could not deliver to every queue whose rule they match. */
export function redriveToQueues({
  client,
  urlsFor,
}: {
  readonly client: SQSClient;
  /** The queues whose rules an event matches. */
  readonly urlsFor: (event: unknown) => readonly string[];
}): Redriver {
  return async (letters) => {
    const wanted = letters.map(({ body }) => {
      const event = parseBody(body);
      return event.ok ? urlsFor(event.value).map((url) => ({ url, body })) : [];
    });
    const problems = await sendAll(client, wanted.flat());
    let sent = 0;
    return wanted.map((messages) => {
      const own = problems.slice(sent, sent + messages.length);
      sent += messages.length;
      return messages.length === 0 ? "is no event that a rule wants" : own.find((problem) => problem !== undefined);
    });
  };
}

/**
 * Wakes on-call again for what it could not look at: for an alert as it is now, whatever the letter says of it, and whichever version of
 * Tocsin has written it.
 */
export function redriveWakes({
  client,
  url,
  alerts,
}: {
  readonly client: SQSClient;
  readonly url: string;
  readonly alerts: Pick<AlertsReader, "head">;
}): Redriver {
  return async (letters) => {
    const read = await Promise.all(letters.map(({ body }) => wakeIn(body, alerts)));
    const sent = await sendAll(
      client,
      read.flatMap((message) => (message.ok ? [{ url, body: message.value }] : [])),
    );
    let next = 0;
    return read.map((message) => (message.ok ? sent[next++] : refusalText(message.refusal)));
  };
}

async function wakeIn(body: string, alerts: Pick<AlertsReader, "head">): Promise<Parsed<string>> {
  const group = parseBody(body, v.object({ groupId: v.string() }));
  if (group.ok) return { ok: true, value: groupWakeText(group.value.groupId) };
  const beat = parseBody(body, v.object({ kind: v.literal("heartbeat") }));
  if (beat.ok) return refused("", "is a heartbeat of then, of which nobody has any use now: discard it");
  const alert = parseBody(body, v.object({ alertId: v.string() }));
  if (!alert.ok) return alert;
  try {
    const head = await alerts.head(alert.value.alertId);
    return head === undefined
      ? refused("", "the table has no such alert")
      : { ok: true, value: alertWakeText(wakeOf(head)) };
  } catch (error) {
    return refused("", describe("reading the alert", error));
  }
}

/** Sends editions of the digest again, each of which arrives once. Of what else the queue holds `otherwise` says what helps. */
export function redriveDigests({
  client,
  url,
  otherwise,
}: {
  readonly client: SQSClient;
  readonly url: string;
  readonly otherwise: string;
}): Redriver {
  return async (letters) => {
    const areDigests = letters.map(({ body }) => parseBody(body, digestLetter).ok);
    const sent = await sendAll(
      client,
      letters.flatMap(({ body }, i) => (areDigests[i] ? [{ url, body }] : [])),
    );
    let next = 0;
    return areDigests.map((isDigest) => (isDigest ? sent[next++] : otherwise));
  };
}

const digestLetter = v.object({ format: v.literal(messageFormats["digest-delivery"]) });

/** Sends again what could not be written for a SIEM: whoever takes it goes by the alert's version, and not by what comes last. */
export function redriveAnnounced({ client, url }: { readonly client: SQSClient; readonly url: string }): Redriver {
  return async (letters) => {
    const read = letters.map(({ body }) => ({ body, announcement: parseAnnouncement(body) }));
    const sent = await sendAll(
      client,
      read.flatMap(({ body, announcement }) => (announcement.ok ? [{ url, body }] : [])),
    );
    let next = 0;
    return read.map(({ announcement }) => (announcement.ok ? sent[next++] : refusalText(announcement.refusal)));
  };
}

/**
 * Publishes again what was not announced. A letter has only a place in the stream, which keeps records for a day, and the time of its
 * records. So every log entry of about that time is published again, once however many letters have that time; subscribers know
 * an announcement by alert and version.
 */
export function redriveAnnouncements(parts: Announcing): Redriver {
  const republished = new Map<string, Republished>();
  const covered: Span[] = [];
  return async (letters) => {
    const problems: (string | undefined)[] = [];
    // One after the other, so that each knows what those before it have published.
    for (const { body } of letters) {
      const span = spanIn(body);
      problems.push(span.ok ? await announceAgain(span.value, republished, covered, parts) : refusalText(span.refusal));
    }
    return problems;
  };
}

interface Announcing {
  readonly topic: Pick<Topic, "announce">;
  readonly alerts: Pick<AlertsReader, "logBetween">;
}

/** From the one to the other, both included. */
interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What became of a log entry that was to be published. */
interface Republished {
  readonly at: Instant;
  /** Why it could not be published; `undefined` when it was. */
  readonly problem: string | undefined;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
const streamBatchSchema = v.object({
  DDBStreamBatchInfo: v.object({
    approximateArrivalOfFirstRecord: instantField,
    approximateArrivalOfLastRecord: instantField,
  }),
});

function spanIn(body: string): Parsed<Span> {
  const batch = parseBody(body, streamBatchSchema);
  if (!batch.ok) return batch;
  const { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last } =
    batch.value.DDBStreamBatchInfo;
  return { ok: true, value: { from: shift(first, -MARGIN_MILLISECONDS), to: shift(last, MARGIN_MILLISECONDS) } };
}

async function announceAgain(
  span: Span,
  republished: Map<string, Republished>,
  covered: Span[],
  parts: Announcing,
): Promise<string | undefined> {
  try {
    for (const gap of gapsIn(span, covered)) {
      await announceAll(gap, republished, parts);
      covered.push(gap);
    }
  } catch (error) {
    return describe("announcing again", error);
  }
  const own = [...republished.values()].filter(({ at }) => span.from <= at && at <= span.to);
  if (own.length === 0) return `the table has no transition between ${span.from} and ${span.to}`;
  return own.find(({ problem }) => problem !== undefined)?.problem;
}

/** What of a span none of the others covers. */
function gapsIn(span: Span, covered: readonly Span[]): readonly Span[] {
  return covered.reduce<readonly Span[]>(
    (gaps, { from, to }) =>
      gaps.flatMap((gap) => {
        if (to < gap.from || gap.to < from) return [gap];
        return [
          ...(gap.from < from ? [{ from: gap.from, to: from }] : []),
          ...(to < gap.to ? [{ from: to, to: gap.to }] : []),
        ];
      }),
    [span],
  );
}

/** An entry that cannot be read, which its alert shows, keeps no other from being published. */
async function announceAll(
  span: Span,
  republished: Map<string, Republished>,
  { topic, alerts }: Announcing,
): Promise<void> {
  const readable: { readonly key: string; readonly at: Instant; readonly announcement: Announcement }[] = [];
  for await (const entry of alerts.logBetween(span.from, span.to)) {
    if (entry.ok) {
      const { alertId, version, at } = entry.value;
      const key = `${alertId} ${version}`;
      if (!republished.has(key)) readable.push({ key, at, announcement: announcementOf(entry.value) });
    } else {
      const { key, message } = entry.error;
      // The time at which it was written cannot be read either.
      republished.set(`${key.pk} ${key.sk}`, { at: span.from, problem: message });
    }
  }
  const errors = await topic.announce(readable.map(({ announcement }) => announcement));
  for (const [i, { key, at }] of readable.entries()) republished.set(key, { at, problem: errors[i]?.message });
}

/** Leaves letters where they are, and says what to do instead. */
export function cannotRedrive(advice: string): Redriver {
  return async (letters) => letters.map(() => advice);
}

interface Addressed {
  readonly url: string;
  readonly body: string;
}

async function sendAll(client: SQSClient, messages: readonly Addressed[]): Promise<readonly (string | undefined)[]> {
  const problems = new Map<Addressed, string>();
  for (const [url, own] of Map.groupBy(messages, (message) => message.url)) {
    const outgoing = own.map(({ body }) => ({ body, group: GROUP }));
    for (const [i, error] of (await sendMessages(client, { name: "the queue", url }, outgoing)).entries())
      if (own[i] && error) problems.set(own[i], error.message);
  }
  return messages.map((message) => problems.get(message));
}

function parseBody(text: string): Parsed<unknown>;
function parseBody<S extends v.GenericSchema>(text: string, schema: S): Parsed<v.InferOutput<S>>;
function parseBody(text: string, schema: v.GenericSchema = v.unknown()): Parsed<unknown> {
  try {
    return parse(schema, JSON.parse(text));
  } catch {
    return refused("", "is not JSON");
  }
}
