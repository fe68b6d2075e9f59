/** Mails of channels of the type `email`: only if the configuration names their sender. */
import { nouns } from "@tocsin/aws/names";
import { arnOf, config, named } from "../place.ts";
import type { Permission } from "../policy.ts";

export const email = config.email && deployEmail(config.email.identity);

function deployEmail(identity: string) {
  const set = new aws.sesv2.ConfigurationSet("Email", {
    configurationSetName: named(nouns.mails),
    // Findings are never sent unencrypted: a mail that cannot use TLS bounces.
    deliveryOptions: { tlsPolicy: "REQUIRE" },
    // The advice in a channel's alert relies on this, whatever the account's own setting.
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
  });
  new aws.sesv2.ConfigurationSetEventDestination("EmailEvents", {
    configurationSetName: set.configurationSetName,
    eventDestinationName: "bounces",
    eventDestination: {
      enabled: true,
      matchingEventTypes: ["BOUNCE", "COMPLAINT", "DELIVERY"],
      // SES takes no other bus. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventBridgeDestination.html
      eventBridgeDestination: { eventBusArn: arnOf("events", "event-bus/default") },
    },
  });
  return { configurationSet: set.configurationSetName, maySend: maySendFrom(identity, set.arn) };
}

/**
 * A mail uses the most specific verified identity: its address, if that is verified by itself, before its domain.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
function maySendFrom(identity: string, set: $util.Output<string>): Permission {
  const addresses = identity.includes("@") ? identity : `*@${identity}`;
  const identities = [...new Set([identity, addresses])];
  return {
    actions: ["ses:SendEmail"],
    resources: [...identities.map((one) => arnOf("ses", `identity/${one}`)), set],
    conditions: [{ test: "StringLike", variable: "ses:FromAddress", values: [addresses] }],
  };
}
