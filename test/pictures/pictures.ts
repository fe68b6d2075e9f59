/** The pictures of docs/pictures/: what channels send of the documentation's notifications, as it is shown. */
import { createHash } from "node:crypto";
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { previewOf } from "@tocsin/channels/preview";
import { shift } from "@tocsin/core/event/instant";
import type { ChannelConfig } from "@tocsin/core/policy/channels/declared-channels";
import { renderHtml } from "@tocsin/digest/render/page/page";
import { sampleReport } from "@tocsin/digest/testing/sample-report";
import { certificate, type Sample, storm, threat } from "../support/sample-notifications.ts";
import { amazonQPicture } from "./amazon-q.ts";
import { jiraPicture } from "./jira.ts";
import { pagerdutyPicture } from "./pagerduty.ts";
import { slackPicture } from "./slack.ts";
import { teamsPicture } from "./teams.ts";
import { telephonePicture } from "./telephone.ts";
import { terminalPicture } from "./terminal.ts";

export interface Picture {
  /** In CSS pixels. */
  readonly width: number;
  /** In CSS pixels, where it shows no more than the first screen. */
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** The whole document. */
  readonly page: () => string;
}

const HOUR = 3_600_000;

/** As where links are configured. */
function linked({ notification, now }: Sample): Sample {
  const url = "https://links.example.com/acknowledge/eyJhbGVydCI6IjI1NzNjOTY3";
  return { notification: { ...notification, acknowledge: { url, expiresAt: shift(now, 4 * HOUR) } }, now };
}

const secret = "ssm:pictures/secret";
const buttons = { app: "A0123456789", workspace: "T0123456789", signingSecret: secret, people: secret };

const channels = {
  slack: { type: "slack", token: secret, channel: "C0123456789", buttons },
  teams: { type: "teams", url: secret },
  email: { type: "email", to: secret, from: "tocsin@alerts.example.com" },
  pagerduty: { type: "pagerduty", routingKey: secret, region: "us" },
  jira: { type: "jira", site: "acme", project: "SEC", issueType: "Task", account: secret },
  amazonQ: { type: "amazon-q" },
  sms: { type: "sms", phone: secret, originationIdentity: "+12065550100" },
} as const satisfies Readonly<Record<string, ChannelConfig>>;

/** What `tocsin channel preview` shows of it: texts, and what is sent as JSON. */
function sentBy(channel: keyof typeof channels, { notification, now }: Sample) {
  const contents = previewOf(channels[channel], notification, { now, place: "--stage prod" }).map(
    (part) => part.content,
  );
  return {
    texts: contents.filter((content) => typeof content === "string"),
    objects: contents.filter((content) => typeof content !== "string"),
  };
}

/** @throws Error where there is not exactly one. */
function only<T>([first, ...others]: readonly T[]): T {
  if (first === undefined || others.length > 0) throw new Error(`expected one part, and there are ${others.length}`);
  return first;
}

function mail(sample: Sample): string {
  return only(sentBy("email", sample).texts.filter((text) => text.startsWith("<!doctype html>")));
}

function ticket(sample: Sample): string {
  const { texts, objects } = sentBy("jira", sample);
  return jiraPicture(only(texts), only(objects));
}

const page = ({ notification, now }: Sample) => renderNotification(notification, { now, styled: true });

/** By the names of their files, without `.png`. */
export const pictures: Readonly<Record<string, Picture>> = {
  console: { width: 680, page: () => terminalPicture(page(threat)) },
  mail: { width: 640, page: () => mail(linked(threat)) },
  "mail-at-night": { width: 375, scheme: "dark", page: () => mail(linked(certificate)) },
  sms: { width: 375, page: () => telephonePicture([threat, storm()].flatMap((each) => sentBy("sms", each).texts)) },
  pagerduty: { width: 680, page: () => pagerdutyPicture(only(sentBy("pagerduty", linked(threat)).objects)) },
  slack: { width: 640, page: () => slackPicture(only(sentBy("slack", linked(threat)).objects)) },
  teams: { width: 560, page: () => teamsPicture(only(sentBy("teams", linked(threat)).objects)) },
  "amazon-q": { width: 640, page: () => amazonQPicture(only(sentBy("amazonQ", linked(threat)).objects)) },
  jira: { width: 640, page: () => ticket(storm()) },
  digest: { width: 960, height: 600, page: () => renderHtml(sampleReport) },
};

/** By which it is seen that a picture is of what is sent today: it changes with what is drawn, and not with who draws it. */
function fingerprintOf({ width, height, scheme = "light", page }: Picture): string {
  return createHash("sha256")
    .update(`${width}${height === undefined ? "" : `x${height}`} ${scheme}\n${page()}`)
    .digest("hex")
    .slice(0, 16);
}

/** The text of docs/pictures/pictures.json. */
export function fingerprints(): string {
  const all = Object.entries(pictures).map(([name, picture]) => [name, fingerprintOf(picture)]);
  return `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
}
