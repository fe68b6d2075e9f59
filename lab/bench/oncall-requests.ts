/** AWS requests that `oncall` and `deliver` make of an alert, counted at the SDK, and what a verdict on a large group costs. */
import { SHARDS } from "@tocsin/aws/alerts/alerts-schema";
import { instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { bySeverity, zero } from "@tocsin/oncall/counts";
import type { Circumstances, Subject } from "@tocsin/oncall/decide/circumstances";
import { decide } from "@tocsin/oncall/decide/decide";
import type { Told } from "@tocsin/oncall/group";
import { policyOf } from "../../test/support/oncall.ts";
import { type Receiver, startReceiver } from "../world/receiver.ts";
import { ACCOUNT, criticalText } from "./finding.ts";
import { type Figure, leastNanoseconds } from "./measure.ts";
import { type StackByHand, stackByHand } from "./stack-by-hand.ts";

/** With what else is open about the same: a query, and the heads that it finds. */
const ALONE_LIMIT = 6;
const STORM = 1000;
const STORM_LIMIT = 0.2;
/** Each shard of a group's numbers and members is read, and unmarked, when a message is told of it. */
const FLUSH_LIMIT = 2 * SHARDS;
/** Beyond the minute for which a destination is not shown other numbers. */
const FLUSH_SECONDS = 61;
const ALONE_ACCOUNT = "444455556666";
const DECIDE_LIMIT = 3;

export async function oncallRequests(): Promise<readonly Figure[]> {
  await using running = new AsyncDisposableStack();
  const receiver = await startReceiver();
  running.defer(() => receiver.stop());
  const stack = await stackByHand(policyTo(receiver.url), running);
  // What is in force is read once a minute; from then on it is known.
  await requestsOf(stack, [aloneText(STORM)]);
  return [...(await ofOne(stack, receiver)), ...(await ofStorm(stack, receiver)), ofDecide()];
}

async function ofOne(stack: StackByHand, { sent }: Receiver): Promise<readonly Figure[]> {
  const before = sent.length;
  const opened = await requestsOf(stack, [aloneText(STORM + 1)]);
  if (sent.length !== before + 1) throw new Error("the alert was not told once");
  const seenAgain = await requestsOf(stack, [aloneText(STORM + 1).replace(/"updatedAt":"[^"]*"/, SEEN_LATER)]);
  if (seenAgain.records === 0) throw new Error("the event was not written");
  return [
    figure(
      "AWS requests of `oncall` and `deliver` for an alert that is told to one destination",
      opened.requests,
      ALONE_LIMIT,
    ),
    figure("the same, for an event that changes nothing visible of it", seenAgain.requests, 0),
  ];
}

async function ofStorm(stack: StackByHand, { sent }: Receiver): Promise<readonly Figure[]> {
  const before = sent.length;
  const { requests: counting } = await requestsOf(
    stack,
    Array.from({ length: STORM }, (_, n) => criticalText(n)),
  );
  const from = stack.requests();
  await stack.passSeconds(FLUSH_SECONDS);
  await stack.settle();
  const all = counting + stack.requests() - from;
  const messages = sent.length - before;
  const told = sent.at(-1)?.counts.open.CRITICAL;
  if (told !== STORM) throw new Error(`the last message has ${told} alerts of ${STORM}`);
  const limit = STORM_LIMIT + (messages * FLUSH_LIMIT) / STORM;
  return [
    {
      name: `the same, for each of ${STORM.toLocaleString("en")} alerts of one group, two batches of 10 side by side`,
      value: (all / STORM).toFixed(3),
      limit: `≤ ${limit}, which is ${STORM_LIMIT} and ${FLUSH_LIMIT} a message`,
      ok: all / STORM <= limit,
      note: `${all} for all, with the ${messages} messages that they were told in`,
    },
  ];
}

interface Requests {
  readonly requests: number;
  /** What came of it in the table's stream. */
  readonly records: number;
}

async function requestsOf(stack: StackByHand, texts: readonly string[]): Promise<Requests> {
  const before = stack.requests();
  await stack.ingest(texts);
  const records = await stack.settle();
  return { requests: stack.requests() - before, records };
}

const SEEN_LATER = '"updatedAt":"2026-11-20T10:45:00.000Z"';

function aloneText(n: number): string {
  return criticalText(n).replaceAll(ACCOUNT, ALONE_ACCOUNT);
}

/** The alerts of one account are told one by one, those of the other together. */
function policyTo(url: string): Policy {
  return policyOf({
    channels: { desk: { type: "webhook", url, signingSecret: "env:TOCSIN_SECRET_BENCH", allowPrivateAddresses: true } },
    routes: [
      { name: "one by one", match: { account: [ALONE_ACCOUNT] }, channels: ["desk"], group: "alert" },
      { name: "together", match: { account: [ACCOUNT] }, channels: ["desk"] },
    ],
    unrouted: "ignore",
  });
}

function figure(name: string, requests: number, limit: number): Figure {
  return { name, value: String(requests), limit: `≤ ${limit}`, ok: requests <= limit, note: "warm" };
}

/** A group that was told, and of which one more has opened: all that there is to look at is looked at. */
function verdictOn(members: number): () => unknown {
  const at = instant("2026-11-20T12:00:00Z");
  const subject: Subject = {
    ...{ destination: "desk", urgency: "now", grouping: { condition: "threat" }, route: "together", waitSeconds: 0 },
  };
  const countsOf = (open: number) => {
    const critical = bySeverity("CRITICAL", open);
    return { ...zero, open: critical, begun: critical };
  };
  const told: Told = {
    ...{ key: subject, route: subject.route, waitSeconds: 0, title: "Threat", sequence: 1 },
    last: { at, kind: "opened", rings: true, counts: countsOf(members - 1) },
    rung: { at, kind: "opened", open: members - 1, worst: "CRITICAL", reminders: 0 },
  };
  const circumstances: Circumstances = {
    ...{ now: shift(at, 30_000), mode: "live", timezone: "UTC", destination: { showsState: true } },
  };
  const counts = countsOf(members);
  return () => {
    const { reason } = decide(told, subject, counts, circumstances);
    if (reason !== "updates-wait") throw new Error(`the verdict is ${reason}`);
    return reason;
  };
}

function ofDecide(): Figure {
  const { few = Number.NaN, many = Number.NaN } = leastNanoseconds({ few: verdictOn(10), many: verdictOn(10_000) });
  const ratio = many / few;
  return {
    name: "`decide` on a group of 10,000 alerts",
    value: `${ratio.toFixed(2)} × one of 10`,
    limit: `≤ ${DECIDE_LIMIT}`,
    ok: ratio <= DECIDE_LIMIT,
    note: `${(many / 1000).toFixed(2)} µs against ${(few / 1000).toFixed(2)} µs`,
  };
}
