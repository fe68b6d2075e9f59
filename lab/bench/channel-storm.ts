/**
 * Many CRITICAL alerts that open at one instant, each told by itself to one PagerDuty key and one Slack channel, which take no more than they
 * document: whether both know of all of them, how soon of the first, and whether they know the state after half has ended.
 */
import type { Figure } from "./measure.ts";
import type { ChannelStormRun, ChannelStormSettings, Moment } from "./storm/channel-storm-process.ts";
import { ranInProcess } from "./storm/process.ts";

const ALERTS = 10_000;
/** Sixty times as long as twenty messages take, one a second. */
const MINUTES = 20;
const FIRST_LIMIT_SECONDS = 1;
/** A message that follows on another is a call for each of the two. */
const CALLS_LIMIT = 3;

const providers = [
  ["pagerduty", "one PagerDuty key, 100 calls a minute"],
  ["slack", "one Slack channel, one message a second"],
] as const;

export async function channelStorm(): Promise<readonly Figure[]> {
  const settings: ChannelStormSettings = { alerts: ALERTS, minutes: MINUTES };
  const { run } = await ranInProcess<ChannelStormRun>("channel-storm-process.ts", settings);
  return providers.flatMap(([provider, what]) => figuresOf(run, provider, what));
}

function figuresOf(
  { begunAt, endedAt, stormed, halfEnded }: ChannelStormRun,
  provider: keyof Omit<Moment, "open">,
  what: string,
): readonly Figure[] {
  const [knew, knows] = [stormed[provider], halfEnded[provider]];
  const { taken, refused, firstTakenAt } = knows.calls;
  const untold = stormed.open - knew.open;
  const wrong = Math.abs(halfEnded.open - knows.open);
  const first = firstTakenAt === undefined ? Number.POSITIVE_INFINITY : (firstTakenAt - begunAt) / 1000;
  const calls = (taken + refused) / knows.messages;
  const seconds = ((endedAt - begunAt) / 1000).toFixed(0);
  return [
    {
      name: `${ALERTS.toLocaleString("en")} CRITICAL alerts at once to ${what}: alerts that the numbers of no message count after ${MINUTES} minutes`,
      value: String(untold),
      limit: "0",
      ok: stormed.open === ALERTS && untold === 0,
      note: `${knew.messages} messages taken; the table has ${stormed.open.toLocaleString("en")}`,
    },
    {
      name: `the same, ${provider}: from the first PutEvents to the first message`,
      value: `${first.toFixed(2)} s`,
      limit: `≤ ${FIRST_LIMIT_SECONDS} s`,
      ok: first <= FIRST_LIMIT_SECONDS,
      note: `by the machine's clock; ${seconds} s for all`,
    },
    {
      name: `the same, ${provider}, ${MINUTES} minutes after half of them ended: alerts by which it is told of more or fewer than are open`,
      value: String(wrong),
      limit: "0, and no group shown otherwise than told",
      ok: halfEnded.open === ALERTS / 2 && wrong === 0 && knows.stale === 0,
      note: `${knows.stale} groups shown otherwise; the table has ${halfEnded.open.toLocaleString("en")}`,
    },
    {
      name: `the same, ${provider}: calls for each message that was taken`,
      value: calls.toFixed(2),
      limit: `≤ ${CALLS_LIMIT}`,
      ok: calls <= CALLS_LIMIT,
      note: `${taken} calls taken and ${refused} refused, for ${knows.messages} messages`,
    },
  ];
}
