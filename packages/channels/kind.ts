/** A channel shows notifications to people, or passes them to a system that does. */
import type { Handle } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";

export interface Channel {
  /** The name by which the policy knows it. */
  readonly name: string;
  /** Whether it sends a notification at all; left out if it sends all. */
  readonly takes?: (notification: Notification) => boolean;
  /**
   * Makes one attempt to send a notification; the caller decides on the next. After a failure the notification may still have been
   * delivered.
   * @param handle what the last notification of the group gave that is known to have been delivered, and its sequence as `delivered`: that
   * alone, where another channel showed it. None before the first.
   * @returns a handle of what is shown of the group now, by a channel that can change it.
   * @throws DeliveryError
   */
  send(notification: Notification, handle?: Handle): Promise<Handle | undefined>;
  /** Makes one attempt to send an edition of the digest; absent for kinds that accept none. @throws DeliveryError */
  readonly sendDigest?: ((digest: DigestMessage) => Promise<void>) | undefined;
}

/** An edition of the weekly digest, as each kind of channel that accepts one shows it. */
export interface DigestMessage {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Some ten lines of plain text. */
  readonly summary: readonly string[];
  /** What Slack's API takes of a message. */
  readonly slack: {
    readonly text: string;
    readonly blocks: readonly object[];
    readonly unfurl_links: false;
    readonly unfurl_media: false;
  };
}

/** Reads the secrets to which a policy refers. */
export interface Secrets {
  /** May give what it has read before. @throws Error when it cannot be read */
  read(reference: string): Promise<string>;
  /** A receiver has refused the secret: it is read again at the next use. */
  forget(reference: string): void;
}
