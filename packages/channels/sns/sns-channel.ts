/**
 * The SNS channel publishes texts for people: a page for e-mail, a line for telephones. Subscribers filter by attributes: a telephone
 * should only get `rings` = `true`. A published message cannot be changed, so each notification of a group is a message of its own.
 */
import type { Instant } from "@tocsin/core/event/instant";
import { DeliveryError } from "../channel.ts";
import type { Channel } from "../kind.ts";
import { renderNotification } from "../page/notification-page.ts";
import { smsText, subjectText } from "../page/short-text.ts";
import { attributesOf } from "./topic-attributes.ts";

export interface SnsOptions {
  readonly name: string;
  /** Publishes to the topic. */
  readonly publish: (message: {
    readonly subject: string;
    readonly text: string;
    readonly sms: string;
    readonly attributes: Readonly<Record<string, string>>;
  }) => Promise<void>;
  readonly now: () => Instant;
  /** The options with which the command on a page finds the table. */
  readonly place?: string | undefined;
}

export function snsChannel({ name, publish, now, place }: SnsOptions): Channel {
  return {
    name,
    async send(notification) {
      const at = now();
      const message = {
        subject: subjectText(notification, at),
        text: renderNotification(notification, { now: at, styled: false, place }),
        sms: smsText(notification, at),
        attributes: attributesOf(notification),
      };
      try {
        await publish(message);
      } catch (cause) {
        const problem = `channel ${JSON.stringify(name)} cannot publish to its topic`;
        throw new DeliveryError(problem, { reason: "unreachable", retryable: true, cause });
      }
    },
  };
}
