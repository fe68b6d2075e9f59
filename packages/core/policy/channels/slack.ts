import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { callbackSecretField } from "./callbacks.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/** Names of channels change, and a message is found again in a channel of that id alone. */
const channelField = v.pipe(
  v.string(),
  v.regex(
    /^[CGD][A-Z0-9]{5,30}$/,
    "expected a channel's id, such as C0123456789: it stands at the end of the channel's details in Slack",
  ),
);

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const idField = (letter: string, what: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^${letter}[A-Z0-9]{5,30}$`), `expected ${what}, such as ${letter}0123456789`));

const buttonsField = closedObject({
  app: idField("A", "an app's id"),
  workspace: idField("T", "a workspace's id"),
  signingSecret: callbackSecretField("slack", "the app's signing secret"),
  people: callbackSecretField("slack", "who may press them, lines as `U0123456789 ada`"),
});

export const slackChannel = declareChannel(
  "slack",
  {
    token: ownSecretField("slack", "the app's bot token"),
    channel: channelField,
    buttons: v.optional(described("By which people of the policy decide.", buttonsField)),
  },
  // https://docs.slack.dev/apis/web-api/rate-limits: a message a second in a channel.
  { showsState: true, readsSecrets: "own", takesDigest: true, takesOneAtATime: true },
);

export const slackWebhookChannel = declareChannel(
  "slack-webhook",
  { url: ownSecretField("slack-webhook", "the webhook's URL") },
  { readsSecrets: "own", takesDigest: true },
);
