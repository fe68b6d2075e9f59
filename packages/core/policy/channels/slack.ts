import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { ownSecretField } from "../secret-reference.ts";
import { declareChannel } from "./channel-declaration.ts";

/** Names of channels change, and a message is found again in a channel of that id alone. */
const channelField = v.pipe(
  v.string(),
  v.regex(
    /^[CGD][A-Z0-9]{5,30}$/,
    "expected the id of a channel in Slack, such as C0123456789: it stands at the end of the channel's details",
  ),
);

export const slackChannel = declareChannel({
  settings: described(
    "Messages in a channel of Slack that change with what they are about, by the token of an app.",
    closedObject({
      type: v.literal("slack"),
      token: described(
        "A reference to the app's bot token: ssm:slack/NAME or secretsmanager:slack/NAME below /tocsin/<stage>/, or env:TOCSIN_SECRET_NAME.",
        ownSecretField("slack"),
      ),
      channel: described("The id of the channel, such as C0123456789.", channelField),
    }),
  ),
  showsState: true,
  readsSecrets: "own",
  nowhere: { type: "slack", token: "ssm:slack/none", channel: "C00000000" },
});

export const slackWebhookChannel = declareChannel({
  settings: described(
    "Messages in a channel of Slack, by an incoming webhook.",
    closedObject({
      type: v.literal("slack-webhook"),
      url: described(
        "A reference to the webhook's URL: ssm:slack-webhook/NAME or secretsmanager:slack-webhook/NAME below /tocsin/<stage>/, or env:TOCSIN_SECRET_NAME.",
        ownSecretField("slack-webhook"),
      ),
    }),
  ),
  showsState: false,
  readsSecrets: "own",
  nowhere: { type: "slack-webhook", url: "ssm:slack-webhook/none" },
});
