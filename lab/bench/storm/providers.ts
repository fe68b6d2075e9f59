/**
 * A PagerDuty service and a Slack channel on this machine, at the rates that they document, by the stack's clock: what comes too fast is
 * answered 429 with a pause, and nothing of it is taken.
 */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { Channel } from "@tocsin/channels/kind";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { slackChannel } from "@tocsin/channels/slack/slack-channel";
import { messageOf } from "@tocsin/channels/slack/slack-message";
import { pagerdutyService } from "@tocsin/channels/testing/pagerduty-service";
import type { ScriptedResponse } from "@tocsin/channels/testing/receiver";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { slackWorkspace } from "@tocsin/channels/testing/slack-workspace";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import { type Rate, rateOf } from "./rate.ts";

/** Below the 120 that its support names. https://community.pagerduty.com/forum/t/monitoring-api-rate-limiting/3318 */
const PAGERDUTY_EVENTS_A_MINUTE = 100;
/** https://docs.slack.dev/apis/web-api/rate-limits: a message a second in a channel, and fifty calls a minute of a method of Tier 3. */
const SLACK_MESSAGES_A_SECOND = 1;
const SLACK_UPDATES_A_MINUTE = 50;

export interface Calls {
  readonly taken: number;
  readonly refused: number;
  /** By the machine's clock, in milliseconds since 1970. */
  readonly firstTakenAt: number | undefined;
}

export interface Provided {
  /** What sends to it. */
  readonly channel: (name: string) => Channel;
  /** Whether this is what it shows of the notification's group, where it was sent at that instant. */
  shows(notification: Notification, sentAt: Instant): boolean;
  calls(): Calls;
  stop(): void;
}

export type StartProvider = (now: () => Instant) => Promise<Provided>;

/** It shows no numbers, only whether anything is open. */
export const startPagerduty: StartProvider = async (now) => {
  const service = pagerdutyService();
  const rate = rateOf(PAGERDUTY_EVENTS_A_MINUTE, 60_000);
  const { url, ...server } = await serve(now, { rateFor: () => rate, take: (_method, body) => service.take(body) });
  const secrets = secretsWith({ "ssm:pagerduty/key": "0123456789abcdef0123456789abcdef" });
  const settings = { type: "pagerduty", routingKey: "ssm:pagerduty/key", region: "us" } as const;
  const address = { url, allowPrivateAddresses: true };
  return {
    ...server,
    channel: (name) => pagerdutyChannel({ name, settings, secrets, address, now }),
    shows: ({ groupId, counts }) =>
      service.open().some(({ key }) => key.startsWith(groupId)) === total(counts.open) > 0,
  };
};

export const startSlack: StartProvider = async (now) => {
  const workspace = slackWorkspace();
  const messages = rateOf(SLACK_MESSAGES_A_SECOND, 1000);
  const updates = rateOf(SLACK_UPDATES_A_MINUTE, 60_000);
  const rateFor = (method: string) => (method === "chat.update" ? updates : messages);
  const { url, ...server } = await serve(now, { rateFor, take: workspace.take });
  const secrets = secretsWith({ "ssm:slack/token": "xoxb-of-the-benchmark" });
  const settings = { type: "slack", token: "ssm:slack/token", channel: "C0123456789" } as const;
  const address = { url, allowPrivateAddresses: true };
  return {
    ...server,
    channel: (name) => slackChannel({ name, settings, secrets, address, now }),
    shows(notification, sentAt) {
      const text = slackTextOf(notification, sentAt);
      return text !== undefined && workspace.inChannel().includes(text);
    },
  };
};

/** As a channel shows it in which there is nothing else. */
function slackTextOf(notification: Notification, now: Instant): string | undefined {
  const alone = slackWorkspace();
  alone.take("chat.postMessage", JSON.stringify(messageOf(notification, { now })));
  return alone.inChannel()[0];
}

interface Served {
  /** Of a method, which is the last part of a path. */
  readonly rateFor: (method: string) => Rate;
  readonly take: (method: string, body: string) => ScriptedResponse;
}

async function serve(now: () => Instant, { rateFor, take }: Served) {
  let calls: Calls = { taken: 0, refused: 0, firstTakenAt: undefined };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const method = request.url?.split("/").at(-1) ?? "";
    const pause = rateFor(method).pauseAt(epochOf(now()));
    if (pause !== undefined) {
      calls = { ...calls, refused: calls.refused + 1 };
      response.writeHead(429, { "retry-after": String(pause) }).end();
      return;
    }
    calls = { ...calls, taken: calls.taken + 1, firstTakenAt: calls.firstTakenAt ?? Date.now() };
    const answer = take(method, body);
    response.writeHead(answer.status).end(answer.body);
  });
  const url = await listenOnLoopback(server, 0);
  return {
    url,
    calls: () => calls,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
