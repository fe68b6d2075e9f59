/**
 * `review`, every minute: evaluates again what time alone may have changed, wakes on-call for what is due, and then requests a heartbeat.
 * Deadlines need no further event to become severe.
 */

import middy from "@middy/core";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import type { DueWakes } from "@tocsin/aws/groups/due-wakes";
import type { GroupsStore } from "@tocsin/aws/groups/groups-store";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { WorldState } from "@tocsin/aws/world/world-source";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import type { Policy } from "@tocsin/core/policy/policy";
import type { World } from "@tocsin/core/policy/world";
import { LONGEST_PAUSE_SECONDS } from "@tocsin/oncall/decide/failing";
import type { Context } from "aws-lambda";
import { OWED } from "../deployment/metrics.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { askForBeat } from "./beats.ts";
import { owedOf } from "./owed.ts";
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
  /** Read anew: for an alert that another function has evaluated with a world that `world` does not have yet. */
  readonly reload: () => Promise<WorldState>;
  /** Handles a change of the policy, the directory or silences. @throws CallError */
  readonly worldChanges: (inForce: InForce) => Promise<void>;
  /** Mails those who run Tocsin. @throws CallError, ItemError */
  readonly tellOperators: (inForce: InForce) => Promise<void>;
  /** Tells of the silences that are about to end. @throws CallError, ItemError */
  readonly remindOfSilences: (inForce: InForce) => Promise<void>;
  /** Records that all was well then. @throws CallError */
  readonly beat: (at: Instant) => Promise<void>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/** Read once for all that a review does. */
type InForce = Promise<WorldState>;

export type ReviewHandler = (event: unknown, context: Context) => Promise<Reviewed>;

interface Reviewed {
  readonly reviewed: number;
  readonly woken: number;
}

/** One page of each shard; the next minute continues with a very full one. */
const PAGE = 25;
const ROUNDS = 40;
/** Each is only a message. */
const WAKES_PAGE = 1000;

export function reviewHandler(deps: ReviewDependencies): ReviewHandler {
  return middy<unknown, Reviewed>()
    .use([...deps.telemetry.middleware])
    .handler(async () => {
      const inForce = deps.reload();
      // None of them keeps the others from what they do.
      const [reviewed, woken, ...others] = await Promise.allSettled([
        review(deps),
        wakeDue(deps),
        deps.worldChanges(inForce),
        deps.tellOperators(inForce),
        deps.remindOfSilences(inForce),
        inForce,
      ]);
      if (reviewed.status === "rejected") throw reviewed.reason;
      if (woken.status === "rejected") throw woken.reason;
      for (const other of others) if (other.status === "rejected") throw other.reason;
      // After everything else: it says that this minute's work is done.
      await askForBeat(woken.value.owedSince, deps);
      return { reviewed: reviewed.value, woken: woken.value.number };
    });
}

/**
 * Each alert once an invocation, even when the index still shows it as due a moment after it was written.
 * @throws CallError when an alert could not be written, after the others were: the next run finds it due again.
 */
async function review({ alerts, dueAlerts, world, reload, now, telemetry }: ReviewDependencies): Promise<number> {
  const reviewed = new Set<string>();
  const failures: Error[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const due = (await dueAlerts(now(), PAGE)).filter(({ alertId }) => !reviewed.has(alertId));
    if (due.length === 0) break;
    const changes = due.map(({ alertId }) => ({ alertId, observations: [], decisions: [] }));
    for (const { alertId } of changes) reviewed.add(alertId);
    for (const result of await alerts.apply(changes, await world(), now(), reload)) {
      telemetry.count("reviews", result.ok ? (result.entries.at(-1)?.reason ?? "unchanged") : "failed");
      if (!result.ok) failures.push(result.error);
    }
  }
  if (failures[0]) throw failures[0];
  return reviewed.size;
}

/**
 * The index only says that it is time: on-call reads what it knows and decides.
 * @throws CallError when a wake could not be sent, after the others were, and what is owed was counted.
 */
async function wakeDue(deps: ReviewDependencies): Promise<Woken> {
  const { dueWakes, reader, groups, world, wake, now } = deps;
  const upcoming = await dueWakes(shift(now(), LONGEST_PAUSE_SECONDS * 1000), WAKES_PAGE);
  const due = upcoming.filter(({ dueAt }) => dueAt <= now());
  const errors = await wake((await wakeTexts(due, reader)).map((body) => ({ body })));
  const destinations = destinationsIn((await world()).policy);
  const { since, ownSince, failingSince } = await owedOf(upcoming, destinations, groups, now());
  countOverdue(OWED, since, deps);
  // A destination that accepts nothing keeps people from hearing what they should.
  countOverdue("destination-fails", failingSince, deps);
  const failure = errors.find((error) => error !== undefined);
  if (failure) throw failure;
  return { number: due.length, owedSince: ownSince };
}

interface Woken {
  readonly number: number;
  /** Since when Tocsin itself has owed somebody something. */
  readonly owedSince: Instant | undefined;
}

function countOverdue(reason: string, since: Instant | undefined, { now, telemetry }: ReviewDependencies): void {
  const seconds = since === undefined ? 0 : Math.floor((epochOf(now()) - epochOf(since)) / 1000);
  if (seconds > 0) telemetry.count("overdue", reason, seconds);
}
