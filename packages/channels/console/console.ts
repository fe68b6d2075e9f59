/** The console channel writes pages where people or log readers see them: a terminal, or a function's log. */
import type { Instant } from "@tocsin/core/event/instant";
import { type Channel, DeliveryError } from "../channel.ts";
import { renderPage } from "../page/page.ts";

export interface ConsoleOptions {
  readonly name: string;
  readonly write: (text: string) => void;
  readonly now: () => Instant;
  /** Whether `write` ends in something that shows colours. */
  readonly styled: boolean;
}

/** Writes each page in one piece with an empty line after it. A `write` that throws is a retryable DeliveryError. */
export function consoleChannel({ name, write, now, styled }: ConsoleOptions): Channel {
  return {
    name,
    async send(notification) {
      const page = renderPage(notification, { now: now(), styled });
      try {
        write(`${page}\n\n`);
      } catch (cause) {
        const message = `channel ${JSON.stringify(name)} cannot be written to`;
        throw new DeliveryError(message, { reason: "unreachable", retryable: true, cause });
      }
      return {};
    },
  };
}
