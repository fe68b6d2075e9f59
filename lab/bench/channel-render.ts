/** What a channel of each kind would send of a group of 10,000 alerts, against a group of ten: how long it takes, and how much it is. */
import { previewOf } from "@tocsin/channels/preview";
import { type ChannelKind, channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { nowhere } from "@tocsin/core/policy/channels/nowhere";
import { escapedJson } from "@tocsin/core/text/json";
import { presentIn } from "@tocsin/oncall/counts";
import { ALERTS_LIMIT, type Notification } from "@tocsin/oncall/notification";
import { type Figure, leastNanoseconds } from "./measure.ts";
import { webhookStorm } from "./storm/webhook-storm.ts";

const FEW = 10;
const MANY = 10_000;
const LIMIT_RATIO = 2;

/**
 * How much of a part a provider takes, in characters, or in bytes where `isBytes`; nothing of what is for a terminal, or for another program's
 * own receiver beyond what a queue takes.
 */
interface Room {
  readonly most: number;
  readonly isBytes?: true;
}

const bytes = (most: number): Room => ({ most, isBytes: true });
/** SNS and SQS. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE = bytes(256 * 1024);

/** By the part of what is sent. */
const takes: { readonly [K in ChannelKind]: Readonly<Record<string, Room>> } = {
  "amazon-q": { "custom notification": MESSAGE },
  console: {},
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html, and what Gmail shows of a mail.
  email: { subject: { most: 998 }, html: bytes(102 * 1024) },
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
  jira: { summary: { most: 255 }, description: { most: 32_767 } },
  // https://developer.pagerduty.com/docs/events-api-v2-overview
  pagerduty: { event: bytes(512 * 1024) },
  // Of all blocks: https://github.com/slackapi/bolt-js/issues/2509
  slack: { message: { most: 13_200 } },
  "slack-webhook": { message: { most: 13_200 } },
  // https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
  sms: { "text message": { most: 1600 } },
  sns: { subject: { most: 100 }, page: MESSAGE, "text message": { most: 1600 } },
  // https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
  teams: { message: bytes(28 * 1024) },
  // https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendVoiceMessage.html
  voice: { "what the call says": { most: 6000 } },
  webhook: { body: MESSAGE },
};

export async function channelRender(): Promise<readonly Figure[]> {
  const [few, many] = [await lastTold(FEW), await lastTold(MANY)];
  return [timesFigure(few, many), roomFigure(many)];
}

/** The last notification of a group of so many, as on-call has made it of as many events. */
async function lastTold(alerts: number): Promise<Notification> {
  const { sent } = await webhookStorm(alerts, { channels: ["desk"] });
  const last = sent.at(-1);
  if (last === undefined || presentIn(last.counts) !== alerts || last.alerts.length !== ALERTS_LIMIT)
    throw new Error(`no notification tells of all ${alerts} alerts`);
  return last;
}

/** All that is sent of it by a channel of the kind, as text. */
function rendered(kind: ChannelKind, notification: Notification): readonly { part: string; text: string }[] {
  const parts = previewOf(nowhere[kind], notification, { now: notification.at, place: "--stage prod" });
  return parts.map(({ part, content }) => ({
    part,
    text: typeof content === "string" ? content : escapedJson(content),
  }));
}

function timesFigure(few: Notification, many: Notification): Figure {
  const ratios = channelKinds.map((kind) => {
    const { ofFew = Number.NaN, ofMany = Number.NaN } = leastNanoseconds({
      ofFew: () => rendered(kind, few),
      ofMany: () => rendered(kind, many),
    });
    return { kind, ratio: ofMany / ofFew, microseconds: ofMany / 1000 };
  });
  const [worst] = ratios.toSorted((a, b) => b.ratio - a.ratio);
  if (worst === undefined) throw new Error("there is no kind of channel");
  return {
    name: `rendering of a group of ${MANY.toLocaleString("en")} alerts, the worst of ${ratios.length} kinds of channels`,
    value: `${worst.ratio.toFixed(2)} × one of ${FEW}`,
    limit: `≤ ${LIMIT_RATIO}`,
    ok: worst.ratio <= LIMIT_RATIO,
    note: ratios
      .map(({ kind, ratio, microseconds }) => `${kind} ${ratio.toFixed(2)} (${microseconds.toFixed(0)} µs)`)
      .join(", "),
  };
}

function roomFigure(many: Notification): Figure {
  const shares = channelKinds.flatMap((kind) => {
    const parts = rendered(kind, many);
    return Object.entries(takes[kind]).map(([name, { most, isBytes }]) => {
      const text = parts.find(({ part }) => part.startsWith(name))?.text;
      if (text === undefined) throw new Error(`${kind} sends no ${name}`);
      return { part: `${kind}: ${name}`, share: (isBytes ? Buffer.byteLength(text) : text.length) / most };
    });
  });
  const largest = shares.toSorted((a, b) => b.share - a.share);
  const [first] = largest;
  if (first === undefined) throw new Error("no provider has a limit");
  return {
    name: "the same: of what its provider takes of a part, the most that is sent",
    value: percentOf(first.share),
    limit: "≤ 100 %",
    ok: first.share <= 1,
    note: `${first.part}; then ${largest
      .slice(1, 5)
      .map(({ part, share }) => `${part} ${percentOf(share)}`)
      .join(", ")}`,
  };
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
