/** A channel that tells one person over the telephone. */
import type { Instant } from "@tocsin/core/event/instant";
import { isSentBy } from "@tocsin/core/policy/channels/is-sent-by";
import type { Notification } from "@tocsin/oncall/notification";
import { DeliveryError } from "../channel.ts";
import type { Channel, Secrets } from "../kind.ts";
import { type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";
import { failureOf, type NotTaken } from "./not-taken.ts";

export interface PhoneOptions {
  readonly name: string;
  readonly settings: {
    readonly type: "sms" | "voice";
    /** A reference to the number. */
    readonly phone: string;
    readonly originationIdentity: string;
    readonly configurationSet?: string | undefined;
  };
  readonly secrets: Secrets;
  /** Makes one attempt, and returns why the message was not accepted; nothing if it was. */
  readonly sendOnce: (message: {
    readonly to: string;
    readonly originationIdentity: string;
    readonly configurationSet?: string | undefined;
    readonly body: string;
    readonly validForSeconds: number;
  }) => Promise<NotTaken | undefined>;
  readonly now: () => Instant;
}

/** By then people are reminded, so an older message has nothing new. The service would keep it for three days. */
const VALID_SECONDS = 20 * 60;

/**
 * A notification is delivered when the service has accepted it. The service may pass it to a telephone network, or not: nobody says whether
 * a person got it. After a refusal the number is read again.
 */
export function phoneChannel(
  options: PhoneOptions,
  bodyOf: (notification: Notification, at: Instant) => string,
): Channel {
  const { name, settings, sendOnce, now } = options;
  const channel = `channel ${JSON.stringify(name)}`;
  return {
    name,
    takes: (notification) => isSentBy(settings.type, notification),
    async send(notification) {
      const at = now();
      const secrets = await readSecrets(channel, settings, options.secrets);
      const notTaken = await sendOnce({
        to: numberIn(channel, settings.phone, secrets),
        originationIdentity: settings.originationIdentity,
        configurationSet: settings.configurationSet,
        body: bodyOf(notification, at),
        validForSeconds: VALID_SECONDS,
      });
      if (notTaken === undefined) return undefined;
      const failure = failureOf(notTaken, at);
      if (failure.reason === "rejected") secrets.forget();
      throw new DeliveryError(`${channel} at AWS End User Messaging ${failure.problem}`, failure);
    },
  };
}

/** With the country's code. https://www.itu.int/rec/T-REC-E.164 */
const NUMBER = /^\+[1-9]\d{4,14}$/;

/** Without what people write between its digits. @throws DeliveryError */
function numberIn(channel: string, reference: string, secrets: ReadSecrets): string {
  const number = secrets.meant(reference).replace(/[\s()./-]/g, "");
  if (NUMBER.test(number)) return number;
  const problem = `has no telephone number in ${reference}: expected one with its country's code, such as +12065550100`;
  throw refusedSecret(channel, problem, secrets);
}
