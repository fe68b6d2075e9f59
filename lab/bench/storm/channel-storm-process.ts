/**
 * So many CRITICAL alerts open at one instant and are told to a PagerDuty service and a Slack channel, each by itself; then half of them end. For
 * a process of its own: it says what came of it, and waits until it is disconnected.
 */
import type { Channel } from "@tocsin/channels/kind";
import { type Instant, later, shift } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { ACCOUNT, criticalText } from "../finding.ts";
import { countedIn } from "./counted.ts";
import { type Calls, type Provided, type StartProvider, startPagerduty, startSlack } from "./providers.ts";
import { OPENED_AT, startStormStack } from "./storm-stack.ts";

/** As JSON, the one argument. */
export interface ChannelStormSettings {
  readonly alerts: number;
  /** By the stack's clock, from the storm until half of it ends, and again until the run is over. */
  readonly minutes: number;
}

/** What one provider knows. */
interface Knows {
  /** How many alerts are open by what it has taken: of each group by the last. */
  readonly open: number;
  /** How many groups it shows otherwise than the last that it has taken says. */
  readonly stale: number;
  readonly messages: number;
  readonly calls: Calls;
}

export interface Moment {
  /** How many alerts are open in the table. */
  readonly open: number;
  readonly pagerduty: Knows;
  readonly slack: Knows;
}

export interface ChannelStormRun {
  /** Milliseconds since 1970, of the machine. */
  readonly begunAt: number;
  readonly endedAt: number;
  readonly stormed: Moment;
  readonly halfEnded: Moment;
}

const ACCOUNT_BEFORE = "444455556666";
const { alerts, minutes }: ChannelStormSettings = JSON.parse(process.argv[2] ?? "");

interface Watched {
  readonly channel: Channel;
  knows(): Knows;
}

/**
 * The provider's clock: the stack's, and while that stands still, on by the machine's. A function that sends waits by the machine's too, as
 * long as the provider asks for.
 */
function runningOn(now: () => Instant): () => Instant {
  let stood = { at: now(), since: performance.now() };
  let latest = now();
  return () => {
    if (now() !== stood.at) stood = { at: now(), since: performance.now() };
    latest = later(latest, shift(stood.at, Math.floor(performance.now() - stood.since)));
    return latest;
  };
}

/** It stops with the process. */
async function watched(start: StartProvider, name: string, now: () => Instant): Promise<Watched> {
  const provider: Provided = await start(runningOn(now));
  process.once("disconnect", () => provider.stop());
  const channel = provider.channel(name);
  const taken: { readonly notification: Notification; readonly at: Instant }[] = [];
  return {
    channel: {
      name,
      async send(notification, handle) {
        const shown = await channel.send(notification, handle);
        taken.push({ notification, at: now() });
        return shown;
      },
    },
    knows() {
      const last = new Map(taken.map((one) => [one.notification.groupId, one]));
      return {
        open: countedIn(taken.map(({ notification }) => notification)),
        stale: last
          .values()
          .filter(({ notification, at }) => !provider.shows(notification, at))
          .toArray().length,
        messages: taken.length,
        calls: provider.calls(),
      };
    },
  };
}

const pager = { type: "pagerduty", routingKey: "ssm:pagerduty/key", region: "us" };
const chat = { type: "slack", token: "ssm:slack/token", channel: "C0123456789" };
const policy = {
  channels: { pager, chat, "pager before": pager, "chat before": chat },
  routes: [
    { name: "storm", match: { account: [ACCOUNT] }, channels: ["pager", "chat"], group: "alert" },
    { name: "before", match: { account: [ACCOUNT_BEFORE] }, channels: ["pager before", "chat before"] },
  ],
  unrouted: "ignore",
};

const watching = new Map<string, Watched>();
const storm = await startStormStack(policy, async (now) => {
  for (const name of Object.keys(policy.channels))
    watching.set(name, await watched(name.startsWith("pager") ? startPagerduty : startSlack, name, now));
  return { write: () => {}, secretAt: async () => "", instead: (name) => at(name).channel };
});
await storm.warmUp(ACCOUNT_BEFORE);
const begunAt = Date.now();
await storm.put(alerts, criticalText);
await storm.passMinutes(minutes);
const stormed = await moment();
await storm.put(alerts / 2, endedText);
await storm.passMinutes(minutes);
const run: ChannelStormRun = { begunAt, endedAt: Date.now(), stormed, halfEnded: await moment() };
process.send?.(run);
process.once("disconnect", () => storm.stop());

function at(name: string): Watched {
  const found = watching.get(name);
  if (found === undefined) throw new RangeError(`the policy has no channel ${name}`);
  return found;
}

async function moment(): Promise<Moment> {
  const open = await Array.fromAsync(storm.stack.alerts.open());
  return {
    open: open.filter((read) => read.ok && read.value.account === ACCOUNT).length,
    pagerduty: at("pager").knows(),
    slack: at("chat").knows(),
  };
}

/** The finding as GuardDuty tells of it once somebody has put it into the archive. */
function endedText(n: number): string {
  return criticalText(n)
    .replace('"archived":false', '"archived":true')
    .replace(/"updatedAt":"[^"]*"/, `"updatedAt":"${shift(OPENED_AT, minutes * 60_000)}"`);
}
