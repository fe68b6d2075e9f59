/**
 * The channel of Amazon Q Developer in chat applications: custom notifications on a topic of the stack's own. What rings begins a thread,
 * which people see in the channel; what does not, such as the end, answers in the thread of the last ring: in an old thread nobody would see that something is worse.
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
  /** The options by which the commands that a message shows find the table. */
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

/** The same for as long as a notification is tried again: one that was taken though nobody knows is not seen twice in the channel. */
function threadOf({ groupId, rings }: Notification, handle: Handle | undefined): string {
  const next = `${groupId}-${handle?.delivered ?? "0"}`;
  return rings ? next : (handle?.thread ?? next);
}
