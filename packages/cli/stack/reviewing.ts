/** While a stack serves, `review` runs by the minute: what goes wrong there ends nothing, and does not go unsaid. */
import { plain } from "@tocsin/core/text/text";

interface ReviewingOptions {
  readonly review: () => Promise<void>;
  readonly log: (message: string) => void;
  /** Takes lines for the person at the terminal. */
  readonly tell: (text: string) => void;
}

const MESSAGE_LIMIT = 300;

/** Gives what reviews once and never throws. Of failures in a row all are logged, and the first is told. */
export function createReviewing({ review, log, tell }: ReviewingOptions): () => Promise<void> {
  let failing = false;
  return async () => {
    try {
      await review();
      failing = false;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(error instanceof Error ? `${error.name}: ${message}` : message);
      if (!failing)
        tell(
          `the review failed, and is tried again every minute; the log has more: ${plain(message, MESSAGE_LIMIT)}\n`,
        );
      failing = true;
    }
  };
}
