import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { ownSecretField } from "../secret-reference.ts";
import { declareChannel } from "./channel-declaration.ts";

export const pagerdutyChannel = declareChannel({
  settings: described(
    "Incidents of a PagerDuty service, by its Events API v2.",
    closedObject({
      type: v.literal("pagerduty"),
      routingKey: described(
        "A reference to the integration key: ssm:pagerduty/NAME or secretsmanager:pagerduty/NAME below /tocsin/<stage>/, or env:TOCSIN_SECRET_NAME.",
        ownSecretField("pagerduty"),
      ),
      region: v.optional(described("Where the PagerDuty account is.", v.picklist(["us", "eu"])), "us"),
    }),
  ),
  showsState: true,
  readsSecrets: "own",
  nowhere: { type: "pagerduty", routingKey: "ssm:pagerduty/none", region: "us" },
});
