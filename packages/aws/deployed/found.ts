/** A question for one part of a stage, by its name. */
import { type Asked, ask } from "../prerequisites/asked.ts";

/** Nothing, where there is no part of that name: AWS says so, and that is known. */
export type Found<T> = Asked<T | undefined>;

/** Asks, and gives why there is no answer where there is none; rejects never. */
export function askFor<T>(permission: string, send: () => Promise<T>): Promise<Found<T>> {
  return ask(permission, async () => {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Error && MISSING.test(error.name)) return undefined;
      throw error;
    }
  });
}

/** As the services call it, each in its own way. */
const MISSING =
  /^(?:(?:Resource)?NotFound(?:Exception|Error)?|QueueDoesNotExist|StackSetNotFoundException|DashboardNotFoundError)$/;
