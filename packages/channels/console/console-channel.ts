/** The console channel writes pages where people or log readers see them: a terminal, or a function's log. */
import { DeliveryError } from "../channel.ts";
import type { Channel } from "../kind.ts";
import { type NotificationPageOptions, renderNotification } from "../page/notification-page.ts";

export interface ConsoleOptions extends Omit<NotificationPageOptions, "now"> {
  readonly name: string;
  readonly write: (text: string) => void;
  readonly now: () => NotificationPageOptions["now"];
}

/** Writes each page in one piece with an empty line after it. A `write` that throws is a retryable DeliveryError. */
export function consoleChannel({ name, write, now, ...options }: ConsoleOptions): Channel {
  return {
    name,
    async send(notification) {
      const page = renderNotification(notification, { ...options, now: now() });
      try {
        write(`${page}\n\n`);
      } catch (cause) {
        const message = `channel ${JSON.stringify(name)} cannot be written to`;
        throw new DeliveryError(message, { reason: "unreachable", retryable: true, cause });
      }
    },
  };
}
