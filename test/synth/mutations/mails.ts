/** Mails of which nobody hears what became, or that travel in the clear. */
import { caughtBy, type Mutation, rewritten, withField, without } from "./mutation.ts";

/** Of a stage that sends mails. */
export const mailMutations: readonly Mutation[] = [
  ...caughtBy("mails travel by TLS, and not to whom they came back from", [
    ["mails may travel in the clear", "Email", withField("deliveryOptions", { tlsPolicy: "OPTIONAL" })],
    ["mails go on to who has reported them", "Email", without("suppressionOptions")],
  ]),
  ...caughtBy("what becomes of mails is heard of", [
    ["bounces are published to nobody", "EmailEvents", undefined, "Email"],
    ["bounces are not published any more", "EmailEvents", withField("eventDestination", { enabled: false }), "Email"],
    ["an alert about mails never ends", "EmailEvents", rewritten(',"DELIVERY"', ""), "Email"],
    ["bounces are published to another bus", "EmailEvents", rewritten("event-bus/default", "event-bus/x"), "Email"],
  ]),
  ...caughtBy("a rule has its source's pattern", [
    [
      "the mails of other stages are taken for this one's",
      "IngestMailRule",
      rewritten('"ses:configuration-set":["tocsin-prod-email"]', '"x":["y"]'),
    ],
  ]),
  ...caughtBy("a rule is on the central bus, and has a target", [
    ["what SES says is awaited where it never comes", "IngestMailRule", rewritten('"default"', '"tocsin-prod-bus"')],
    ["a source listens to the account's own bus", "IngestAcmRule", rewritten('"tocsin-prod-bus"', '"default"')],
  ]),
];
