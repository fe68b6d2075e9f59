/**
 * The channel of Amazon Q Developer in chat applications: custom notifications on a topic of the stack's own. A ring begins a thread, which
 * people see in the channel; anything else, such as the end, answers in the thread of the last ring. In an old thread nobody would see that
 * something is worse.
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { DeliveryError } from "../channel.ts";
import type { Channel } from "../kind.ts";
import { attributesOf } from "../sns/topic-attributes.ts";
import { type CustomNotification, messageOf } from "./amazon-q-message.ts";

export interface AmazonQOptions {
  readonly name: string;
  /** Publishes to the topic. */
  readonly publish: (message: CustomNotification, attributes: Readonly<Record<string, string>>) => Promise<void>;
  readonly now: () => Instant;
  /** The options with which the commands in a message find the table. */
  readonly place?: string | undefined;
}

export function amazonQChannel({ name, publish, now, place }: AmazonQOptions): Channel {
  return {
    name,
    async send(notification, handle) {
      const thread = threadOf(notification, handle);
      const message = messageOf(notification, { now: now(), place, threadId: thread });
      try {
        await publish(message, attributesOf(notification));
      } catch (cause) {
        const problem = `channel ${JSON.stringify(name)} cannot publish to its topic`;
        throw new DeliveryError(problem, { reason: "unreachable", retryable: true, cause });
      }
      return { thread };
    },
  };
}

/** The same in every retry of a notification: one that was accepted without a known answer does not appear twice in the channel. */
function threadOf({ groupId, rings }: Notification, handle: Handle | undefined): string {
  const next = `${groupId}-${handle?.delivered ?? "0"}`;
  return rings ? next : (handle?.thread ?? next);
}
