/**
 * The Slack channel shows a group in one message, and changes it as the group changes; its thread has what it was. What people are to hear
 * of is a message of its own, since nobody hears of one that is edited (docs/adr/0047).
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
  /** The options by which the commands that a message shows find the table. */
  readonly place?: string | undefined;
  /** Whether there is what answers presses of buttons. */
  readonly isAnswered?: boolean | undefined;
  /** Where Slack's Web API is; Slack's own, where it is left out. */
  readonly address?: ProviderAddress | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

/** A notification is delivered when Slack says `ok` of what people are to hear, or see. After a refusal the token is read anew. */
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

/** Of what was shown in another channel before the policy named this one, nothing is known. */
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

/** Gives where the group's message is then. */
async function shown(telling: Telling, place: Place | undefined): Promise<Place | undefined> {
  const { api, to, message, notification } = telling;
  if (place === undefined) return api.post(to, message);
  if (!isToBeHeard(notification)) return edited(telling, place);
  const { kind, urgency } = notification;
  return kind === "reminder" && urgency === "now" ? reminded(telling, place) : postedAnew(telling, place);
}

/** What rings; and the list of the morning, which comes without a ring. */
function isToBeHeard({ rings, urgency, kind }: Notification): boolean {
  return rings || (urgency === "morning" && kind !== "updated" && kind !== "over");
}

/** The message before says that there is a newer one; whoever reads it later must not take it for what is so then. */
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

/** Whoever follows the thread would hear of a line in it that all is over, which the message shows by itself. */
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
  // What the settings say of buttons is for another function to read.
  const secrets = await readSecrets(channel, { token: settings.token }, options.secrets);
  const token = secrets.meant(settings.token);
  if (!TOKEN.test(token))
    throw refusedSecret(channel, `has no token in ${settings.token}: one of a Slack app begins with xoxb-`, secrets);
  return slackApi({ where: channel, token, secrets, address, now, timeoutMilliseconds });
}
