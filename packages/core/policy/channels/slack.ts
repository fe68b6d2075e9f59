import * as v from "valibot";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/** Names of channels change, and a message is found again in a channel of that id alone. */
const channelField = v.pipe(
  v.string(),
  v.regex(
    /^[CGD][A-Z0-9]{5,30}$/,
    "expected a channel's id, such as C0123456789: it stands at the end of the channel's details in Slack",
  ),
);

export const slackChannel = declareChannel(
  "slack",
  {
    token: ownSecretField("slack", "the app's bot token"),
    channel: channelField,
  },
  { showsState: true, readsSecrets: "own" },
);

export const slackWebhookChannel = declareChannel(
  "slack-webhook",
  { url: ownSecretField("slack-webhook", "the webhook's URL") },
  { readsSecrets: "own" },
);
