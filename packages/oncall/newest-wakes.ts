import type { Wake } from "./wake.ts";

/**
 * Of several wakes of one alert, those to count, in order: the newest of each episode. A newer wake knows how many episodes came before its
 * own, but not their severities.
 */
export function newestWakes<T extends Pick<Wake, "version" | "episodes">>(wakes: readonly T[]): readonly T[] {
  const inOrder = wakes.toSorted((a, b) => a.version - b.version);
  return [...new Map(inOrder.map((wake) => [wake.episodes, wake])).values()];
}
