/** How much of what is not needed any more V8 lets stand before it takes it away. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Of each half of a thread's part of the heap for new objects. */
const NEW_MEGABYTES = 4;

/**
 * Of a thread beside the main one, which keeps few alerts at a time. What it has under way fits the part for new objects, of which V8
 * counts three halves: what does not fit is copied again and again, which took half of the time.
 */
export const threadLimits = { maxYoungGenerationSizeMb: 3 * NEW_MEGABYTES, maxOldGenerationSizeMb: 64 } as const;

/**
 * From now on little, in every thread: it goes by what the machine has of memory, and what comes of a past would take 400 MB of which 60
 * are in use. What is made of one alert or look is let go before the next, so that to collect more often costs little.
 */
export function keepLittleGarbage(): void {
  setFlagsFromString("--heap-growing-percent=25");
  setFlagsFromString("--semi-space-growth-factor=1");
  // Of a thread that begins later: it would begin with less, and not grow.
  setFlagsFromString(`--min-semi-space-size=${NEW_MEGABYTES}`);
}

/**
 * Takes all garbage of this thread away, and makes its part of the heap for new objects as small as it can be: V8 does so by itself only
 * where nothing happens for a while. https://nodejs.org/api/cli.html#--expose-gc
 */
export function shrinkHeap(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext('gc({ type: "major", flavor: "last-resort" })');
}
