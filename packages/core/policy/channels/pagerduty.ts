import * as v from "valibot";
import { described } from "../schema/fields.ts";
import { callbackSecretField } from "./callbacks.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

export const pagerdutyChannel = declareChannel(
  "pagerduty",
  {
    routingKey: ownSecretField("pagerduty", "the integration key"),
    region: v.optional(v.picklist(["us", "eu"]), "us"),
    webhookSecret: v.optional(
      described(
        "By which PagerDuty signs what it sends back: acknowledged there is acknowledged here, where callbacks are taken.",
        callbackSecretField("pagerduty", "the secret of the webhook subscription"),
      ),
    ),
  },
  { showsState: true, readsSecrets: "own" },
);
