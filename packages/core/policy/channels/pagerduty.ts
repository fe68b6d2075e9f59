import * as v from "valibot";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

export const pagerdutyChannel = declareChannel(
  "pagerduty",
  {
    routingKey: ownSecretField("pagerduty", "the integration key"),
    region: v.optional(v.picklist(["us", "eu"]), "us"),
  },
  { showsState: true, readsSecrets: "own" },
);
