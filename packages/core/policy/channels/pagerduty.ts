import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { callbackSecretField, pollSecretField } from "./callbacks.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

const serviceField = v.pipe(v.string(), v.regex(/^[A-Z0-9]{7,14}$/, "expected the id of a service, such as PF9KMXH"));

export const pagerdutyChannel = declareChannel(
  "pagerduty",
  {
    routingKey: ownSecretField("pagerduty", "the integration key"),
    region: v.optional(v.picklist(["us", "eu"]), "us"),
    webhookSecret: v.optional(callbackSecretField("pagerduty", "the secret of the webhook subscription")),
    poll: v.optional(
      closedObject({
        token: pollSecretField("pagerduty", "a key of the REST API, which need not be able to write"),
        service: described("The id of the service, as its URL in PagerDuty ends in.", serviceField),
      }),
    ),
  },
  { showsState: true, readsSecrets: "own" },
);
