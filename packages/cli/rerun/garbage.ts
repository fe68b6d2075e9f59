/** How much of what is not needed any more V8 lets stand before it takes it away. */
import { setFlagsFromString } from "node:v8";

/**
 * From now on little, in every thread: it goes by what the machine has of memory, and what comes of a past would take 400 MB of which 60
 * are in use. What is made of one alert or look is let go before the next, so that to collect more often costs little.
 */
export function keepLittleGarbage(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  keepLittleOldGarbage();
}

/** The same of what has outlived the part of the heap for new objects alone. */
export function keepLittleOldGarbage(): void {
  setFlagsFromString("--heap-growing-percent=25");
}
