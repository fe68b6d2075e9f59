/** How many functions can run at once, for an account whose quota is small. */
import { numberAt, ofType } from "../graph.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";

/** As many as take from queues, each at its most; what else runs does so one by one. docs/adr/0014 */
export function mostAtOnce(synthesis: Synthesis): number {
  const mappings = ofType(synthesis, "lambda/eventSourceMapping:EventSourceMapping");
  return mappings.reduce((sum, mapping) => sum + (numberAt(mapping, "scalingConfig.maximumConcurrency") ?? 0), 0);
}

export function concurrencyText(synthesis: Synthesis): string {
  return `${mostAtOnce(synthesis)} functions`;
}
