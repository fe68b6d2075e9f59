import * as v from "valibot";
import { callbackSecretField } from "./callbacks.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

export const pagerdutyChannel = declareChannel(
  "pagerduty",
  {
    routingKey: ownSecretField("pagerduty", "the integration key"),
    region: v.optional(v.picklist(["us", "eu"]), "us"),
    webhookSecret: v.optional(callbackSecretField("pagerduty", "the secret of the webhook subscription")),
  },
  { showsState: true, readsSecrets: "own" },
);
