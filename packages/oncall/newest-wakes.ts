import type { Wake } from "./wake.ts";

/**
 * Of several wakes of one alert those that are to be counted, in order: the newest of each episode. A newer one knows how many episodes
 * there were before its own, and not how bad they were.
 */
export function newestWakes<T extends Pick<Wake, "version" | "episodes">>(wakes: readonly T[]): readonly T[] {
  const inOrder = wakes.toSorted((a, b) => a.version - b.version);
  return [...new Map(inOrder.map((wake) => [wake.episodes, wake])).values()];
}
