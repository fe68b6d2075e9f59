/**
 * `review`, by the minute: evaluates again what time alone may have changed, and wakes on-call for what it is time to look at.
 * Deadlines need no further event to become severe.
 */

import middy from "@middy/core";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { ItemError } from "@tocsin/aws/alerts/items/items";
import type { DueWake, DueWakes } from "@tocsin/aws/groups/due-wakes";
import type { GroupsRead, GroupsStore } from "@tocsin/aws/groups/groups-store";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import { earlier, epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { World } from "@tocsin/core/policy/world";
import { LONGEST_PAUSE_SECONDS, stillFailing } from "@tocsin/oncall/decide/failing";
import type { Context } from "aws-lambda";
import { OWED } from "../deployment/metrics.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { wakeTexts } from "./wake-texts.ts";

export interface ReviewDependencies {
  readonly alerts: AlertsWriter;
  readonly dueAlerts: DueAlerts;
  readonly dueWakes: DueWakes;
  readonly reader: Pick<AlertsReader, "heads">;
  readonly groups: Pick<GroupsStore, "read">;
  /** Sends to on-call's queue. */
  readonly wake: SendMessages;
  readonly world: () => Promise<World & { readonly policy: Policy }>;
  /** What follows from a change of what is in force. @throws CallError */
  readonly worldChanges: () => Promise<void>;
  /** Tells those who run Tocsin what they should know of it. @throws CallError, ItemError */
  readonly tellOperators: () => Promise<void>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

export type ReviewHandler = (event: unknown, context: Context) => Promise<Reviewed>;

interface Reviewed {
  readonly reviewed: number;
  readonly woken: number;
}

/** A page a shard; the next minute takes up what a very full one leaves. */
const PAGE = 25;
const ROUNDS = 40;
/** Each is only a message. */
const WAKES_PAGE = 1000;

export function reviewHandler(deps: ReviewDependencies): ReviewHandler {
  return middy<unknown, Reviewed>()
    .use([...deps.telemetry.middleware])
    .handler(async () => {
      // None of them keeps the others from what they do.
      const [reviewed, woken, changed, mailed] = await Promise.allSettled([
        review(deps),
        wakeDue(deps),
        deps.worldChanges(),
        deps.tellOperators(),
      ]);
      if (reviewed.status === "rejected") throw reviewed.reason;
      if (woken.status === "rejected") throw woken.reason;
      if (changed.status === "rejected") throw changed.reason;
      if (mailed.status === "rejected") throw mailed.reason;
      return { reviewed: reviewed.value, woken: woken.value };
    });
}

/**
 * Each alert once an invocation, even when the index still shows it as due a moment after it was written.
 * @throws CallError when an alert could not be written, after the others were: the next run finds it due again.
 */
async function review({ alerts, dueAlerts, world, now, telemetry }: ReviewDependencies): Promise<number> {
  const reviewed = new Set<string>();
  const failures: Error[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = (await dueAlerts(now(), PAGE)).filter(({ alertId }) => !reviewed.has(alertId));
    if (due.length === 0) break;
    const changes = due.map(({ alertId }) => ({ alertId, observations: [], decisions: [] }));
    for (const { alertId } of changes) reviewed.add(alertId);
    for (const result of await alerts.apply(changes, await world(), now())) {
      telemetry.count("reviews", result.ok ? (result.entries.at(-1)?.reason ?? "unchanged") : "failed");
      if (!result.ok) failures.push(result.error);
    }
  }
  if (failures[0]) throw failures[0];
  return reviewed.size;
}

/** The index only says that it is time: on-call reads what it knows and decides. @throws CallError when a wake could not be sent. */
async function wakeDue(deps: ReviewDependencies): Promise<number> {
  const { dueWakes, reader, wake, now } = deps;
  const upcoming = await dueWakes(shift(now(), LONGEST_PAUSE_SECONDS * 1000), WAKES_PAGE);
  const due = upcoming.filter(({ dueAt }) => dueAt <= now());
  const errors = await wake((await wakeTexts(due, reader)).map((body) => ({ body })));
  countOverdue(OWED, await owedSince(upcoming.slice(0, OWED_LOOKED_AT), deps), deps);
  await countFailing(deps);
  const failure = errors.find((error) => error !== undefined);
  if (failure) throw failure;
  return due.length;
}

/** One request reads as many. Which of them fails longest does not matter for the alarm, so long as one of them fails. */
const OWED_LOOKED_AT = 100;

/** Since when one of these should have been looked at, or has failed to arrive: what waits for the morning owes nobody anything. */
async function owedSince(
  upcoming: readonly DueWake[],
  { groups, now }: ReviewDependencies,
): Promise<Instant | undefined> {
  if (upcoming.length === 0) return undefined;
  const places = upcoming.flatMap(({ kind, id }) => (kind === "group" ? [{ groupId: id, shards: 0 }] : []));
  const read = await groups.read({ alertIds: [], groups: places, destinations: [] });
  return upcoming
    .flatMap((due) => failingSince(read, due) ?? (due.dueAt <= now() ? due.dueAt : []))
    .reduce<Instant | undefined>((first, since) => (first === undefined ? since : earlier(first, since)), undefined);
}

/** What cannot be read is never told, and so is soon overdue. */
function failingSince(read: GroupsRead, { kind, id }: DueWake): Instant | undefined {
  if (kind === "alert") return undefined;
  try {
    return read.told(id)?.told.failing?.since;
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return undefined;
  }
}

/** A destination that takes nothing keeps people from hearing of what they should. */
async function countFailing(deps: ReviewDependencies): Promise<void> {
  const { groups, world, now } = deps;
  const destinations = Object.keys((await world()).policy.channels);
  const read = await groups.read({ alertIds: [], groups: [], destinations });
  const since = destinations
    .flatMap((destination) => stillFailing(read.destination(destination)?.failing, now())?.since ?? [])
    .sort()
    .at(0);
  countOverdue("destination-fails", since, deps);
}

function countOverdue(reason: string, since: Instant | undefined, { now, telemetry }: ReviewDependencies): void {
  const seconds = since === undefined ? 0 : Math.floor((epochOf(now()) - epochOf(since)) / 1000);
  if (seconds > 0) telemetry.count("overdue", reason, seconds);
}
