/**
 * `poll-pagerduty`, every minute: asks PagerDuty what people did there with the incidents of groups, if nothing of Tocsin may be open to
 * the internet. It decides as if PagerDuty had sent it (`pagerduty-done.ts`). If PagerDuty could not be asked, or not everything could be
 * decided, the next run starts there again (docs/adr/0058).
 */
import middy from "@middy/core";
import type { PollMarks } from "@tocsin/aws/world/poll-marks";
import type { WorldSource, WorldState } from "@tocsin/aws/world/world-source";
import { DeliveryError } from "@tocsin/channels/channel";
import {
  type Asked,
  type AskOptions,
  askPagerduty,
  type PagerdutyAccount,
} from "@tocsin/channels/pagerduty/pagerduty-incidents";
import { earlier, epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Context } from "aws-lambda";
import { CALLBACK_FAILED, UNREAD } from "../../deployment/metrics.ts";
import { asError } from "../../runtime/as-error.ts";
import { type DoneDependencies, decidedBy } from "./pagerduty-done.ts";

export interface PagerdutyPollDependencies
  extends DoneDependencies,
    Pick<WorldSource, "world">,
    Pick<AskOptions, "secrets" | "address" | "timeoutMilliseconds"> {
  readonly marks: PollMarks;
}

export type PollHandler = (event: unknown, context: Context) => Promise<void>;

export function pagerdutyPollHandler(deps: PagerdutyPollDependencies): PollHandler {
  return middy<unknown, void>()
    .use([...deps.telemetry.middleware])
    .handler(async () => {
      const startedAt = deps.now();
      const world = await deps.world();
      for (const account of accountsIn(world.policy)) await poll(account, world, startedAt, deps);
    });
}

/** What one key is asked about, and the channels of each service. */
interface Polled extends PagerdutyAccount {
  /** By which its mark is known. */
  readonly name: string;
  readonly channels: ReadonlyMap<string, readonly string[]>;
}

/** None if no channel of the policy is polled: then nothing is called. */
function accountsIn({ channels }: Policy): readonly Polled[] {
  const asked = Object.entries(channels).flatMap(([channel, config]) =>
    config.type === "pagerduty" && config.poll !== undefined
      ? [{ channel, region: config.region, ...config.poll, name: `pagerduty#${config.region}#${config.poll.token}` }]
      : [],
  );
  return [...Map.groupBy(asked, ({ name }) => name).values()].flatMap((same) => {
    const [first] = same;
    const ofServices = Map.groupBy(same, ({ service }) => service);
    const named = [...ofServices].map(([service, all]) => [service, all.map(({ channel }) => channel)] as const);
    return first ? [{ ...first, services: [...ofServices.keys()], channels: new Map(named) }] : [];
  });
}

/** How much is read again: lists may lag, clocks differ, and PagerDuty's times have whole seconds. */
const OVERLAP_MILLISECONDS = 5 * 60_000;
/** No more is begun after that; the next run goes on. */
const LONGEST_MILLISECONDS = 30_000;

/** @throws CallError, ItemError where it is not known how far it came. */
async function poll(
  account: Polled,
  world: WorldState,
  startedAt: Instant,
  deps: PagerdutyPollDependencies,
): Promise<void> {
  const { marks, now, telemetry } = deps;
  const known = await marks.polledTo(account.name);
  // If the first run fails, that must show for as long as it fails.
  if (known === undefined) await marks.polled(account.name, startedAt);
  const from = known ?? startedAt;
  const asked = await askedOf(account, shift(from, -OVERLAP_MILLISECONDS), deps);
  const to = asked === undefined ? from : await decided(asked, account, world, startedAt, deps);
  if (to !== known) await marks.polled(account.name, to);
  const seconds = Math.floor((epochOf(now()) - epochOf(to)) / 1000);
  if (to < startedAt && seconds > 0) telemetry.count("overdue", UNREAD, seconds);
}

/** Nothing if PagerDuty does not answer as it should; the next run tries again. */
async function askedOf(
  account: Polled,
  since: Instant,
  { telemetry: { log, count }, ...deps }: PagerdutyPollDependencies,
): Promise<Asked | undefined> {
  try {
    const asked = await askPagerduty(account, since, deps);
    if (!asked.areAll) {
      log.warn("more incidents than are read at once: what is older was not looked at", { account: account.name });
      count("callbacks", "too-many");
    }
    return asked;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    log.error("PagerDuty could not be asked", { problem: error.message, reason: error.reason });
    count("callbacks", error.reason);
    return undefined;
  }
}

/** Up to when everything that people did is decided. */
async function decided(
  { done }: Asked,
  { channels }: Polled,
  world: WorldState,
  startedAt: Instant,
  deps: PagerdutyPollDependencies,
): Promise<Instant> {
  const { log, count } = deps.telemetry;
  const end = shift(startedAt, LONGEST_MILLISECONDS);
  let to = startedAt;
  for (const { service, ...one } of done) {
    if (deps.now() >= end) return earlier(to, one.at);
    try {
      const { reason, isDue } = await decidedBy(one, channels.get(service) ?? [], world, deps);
      count("callbacks", reason);
      if (isDue) to = earlier(to, one.at);
    } catch (error) {
      log.error("what was done in PagerDuty could not be decided here", { problem: asError(error).message });
      count("callbacks", CALLBACK_FAILED);
      to = earlier(to, one.at);
    }
  }
  return to;
}
