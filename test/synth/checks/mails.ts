/** Mails: what they go by, and that it is heard of what became of them. */
import { at, type Check, type Flaw, ofType, textAt } from "../graph.ts";

const wanted: readonly (readonly [field: string, value: unknown, problem: string])[] = [
  ["deliveryOptions.tlsPolicy", "REQUIRE", "lets mails travel in the clear"],
  // What a channel's alert advises relies on SES's list.
  ["suppressionOptions.suppressedReasons", ["BOUNCE", "COMPLAINT"], "leaves to the account what SES sends no more"],
];

export const mailsTravelAsTheyShould: Check = (synthesis) =>
  ofType(synthesis, "sesv2/configurationSet:ConfigurationSet").flatMap((set): readonly Flaw[] =>
    wanted
      .filter(([field, value]) => JSON.stringify(at(set, field)) !== JSON.stringify(value))
      .map(([, , problem]) => ({ resource: set.name, problem })),
  );

/** Of a bounce an alert opens, and of a delivery it ends. */
const heard = ["BOUNCE", "COMPLAINT", "DELIVERY"];

export const bouncesAreHeardOf: Check = (synthesis) =>
  ofType(synthesis, "sesv2/configurationSet:ConfigurationSet").flatMap((set): readonly Flaw[] => {
    const destinations = ofType(
      synthesis,
      "sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    ).filter((one) => textAt(one, "configurationSetName") === textAt(set, "configurationSetName"));
    const isHeard = destinations.some(
      (one) =>
        at(one, "eventDestination.enabled") === true &&
        JSON.stringify(at(one, "eventDestination.matchingEventTypes")) === JSON.stringify(heard) &&
        /:event-bus\/default$/.test(textAt(one, "eventDestination.eventBridgeDestination.eventBusArn")),
    );
    return isHeard ? [] : [{ resource: set.name, problem: "says nothing of bounces to the default bus" }];
  });
