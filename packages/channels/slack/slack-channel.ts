/**
 * The Slack channel shows a group in one message, and changes it as the group changes; its thread has what it was. News is a new message,
 * since an edit notifies nobody (docs/adr/0047).
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { afterwards } from "../afterwards.ts";
import type { ProviderAddress } from "../https/provider.ts";
import type { Channel, Secrets } from "../kind.ts";
import { readSecrets, refusedSecret } from "../read-secrets.ts";
import { type Place, type SlackApi, slackApi } from "./slack-api.ts";
import { lineMessage, messageOf, type SlackMessage } from "./slack-message.ts";

export interface SlackOptions {
  readonly name: string;
  readonly settings: SettingsOf<"slack">;
  readonly secrets: Secrets;
  readonly now: () => Instant;
  /** The options with which the commands in a message find the table. */
  readonly place?: string | undefined;
  /** Whether a function answers presses of buttons. */
  readonly isAnswered?: boolean | undefined;
  /** The Web API's URL; by default Slack's. */
  readonly address?: ProviderAddress | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/**
 * A notification is delivered when Slack answers `ok` to the message or edit that people should see. After a refusal the token is read
 * again.
 */
export function slackChannel(options: SlackOptions): Channel {
  return {
    name: options.name,
    async send(notification, handle) {
      const { settings, now, place, isAnswered } = options;
      const at = now();
      const telling: Telling = {
        notification,
        api: await apiOf(options),
        to: settings.channel,
        message: messageOf(notification, { now: at, place, hasButtons: isAnswered && settings.buttons !== undefined }),
        line: (note) => lineMessage(notification, at, note),
      };
      const shownAt = await shown(telling, placeIn(handle, settings.channel));
      return shownAt && { to: settings.channel, ...shownAt };
    },
    async sendDigest({ slack }) {
      await (await apiOf(options)).post(options.settings.channel, slack);
    },
  };
}

/** Messages in another channel, from before the policy named this one, are not known. */
function placeIn(handle: Handle | undefined, to: string): Place | undefined {
  const { channel, ts } = handle?.to === to ? handle : {};
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

/** What is needed to tell of one notification. */
interface Telling {
  readonly notification: Notification;
  readonly api: SlackApi;
  /** The channel of the policy. */
  readonly to: string;
  /** All of it. */
  readonly message: SlackMessage;
  /** Its first line. */
  readonly line: (note?: string) => SlackMessage;
}

/** Returns where the group's message is then. */
async function shown(telling: Telling, place: Place | undefined): Promise<Place | undefined> {
  const { api, to, message, notification } = telling;
  if (place === undefined) return api.post(to, message);
  if (!isToBeHeard(notification)) return edited(telling, place);
  const { kind, urgency } = notification;
  return kind === "reminder" && urgency === "now" ? reminded(telling, place) : postedAnew(telling, place);
}

/** Rings, and the morning list, which comes without a ring. */
function isToBeHeard({ rings, urgency, kind }: Notification): boolean {
  return rings || (urgency === "morning" && kind !== "updated" && kind !== "over");
}

/** The old message says that there is a newer one, so that a later reader does not take it for the present state. */
async function postedAnew({ api, to, message, line }: Telling, before: Place): Promise<Place | undefined> {
  const place = await api.post(to, message);
  await afterwards(api.update(before, line("Goes on in a newer message below.")));
  return place;
}

/** In its thread, and shown in the channel from there: people hear of it, and the channel has one message of the group. */
async function reminded({ api, to, message, line }: Telling, place: Place): Promise<Place | undefined> {
  if (!(await api.reply(place, line(), true))) return api.post(to, message);
  await afterwards(api.update(place, message));
  return place;
}

/** A line in the thread about the end would notify its followers, and the message shows the end anyway. */
async function edited({ api, to, message, line, notification }: Telling, place: Place): Promise<Place | undefined> {
  if (!(await api.update(place, message))) return api.post(to, message);
  if (notification.kind !== "over") await afterwards(api.reply(place, line(), false));
  return place;
}

const slackAddress: ProviderAddress = { url: "https://slack.com/api", allowPrivateAddresses: false };

/** https://docs.slack.dev/authentication/tokens */
const TOKEN = /^xox[\w.-]+$/;

/** @throws DeliveryError */
async function apiOf(options: SlackOptions): Promise<SlackApi> {
  const { name, settings, now, address = slackAddress, timeoutMilliseconds } = options;
  const channel = `channel ${JSON.stringify(name)}`;
  // Another function reads the settings of buttons.
  const secrets = await readSecrets(channel, { token: settings.token }, options.secrets);
  const token = secrets.meant(settings.token);
  if (!TOKEN.test(token))
    throw refusedSecret(channel, `has no token in ${settings.token}: one of a Slack app begins with xoxb-`, secrets);
  return slackApi({ where: channel, token, secrets, address, now, timeoutMilliseconds });
}
