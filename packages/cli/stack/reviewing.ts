/** While a stack serves, `review` runs every minute. A failure is reported, and does not end the stack. */
import { plain } from "@tocsin/core/text/text";

interface ReviewingOptions {
  readonly review: () => Promise<void>;
  readonly log: (message: string) => void;
  /** Takes lines for the person at the terminal. */
  readonly print: (text: string) => void;
}

const MESSAGE_LIMIT = 300;

/** Gives a function that reviews once and never throws. Of consecutive failures each is logged, and the first is printed. */
export function createReviewing({ review, log, print }: ReviewingOptions): () => Promise<void> {
  let failing = false;
  return async () => {
    try {
      await review();
      failing = false;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(error instanceof Error ? `${error.name}: ${message}` : message);
      if (!failing)
        print(`the review failed, and is retried every minute; the log has more: ${plain(message, MESSAGE_LIMIT)}\n`);
      failing = true;
    }
  };
}
