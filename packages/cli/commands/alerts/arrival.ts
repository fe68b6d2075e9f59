/** Whether what was begun to be told arrived: no verdict says so, but what was known of the destination's knowledge after it does. */
import type { GroupTellings } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";

/** `unknown` is what is still on its way, or was when whoever sent it crashed. */
export type Arrival = "arrived" | "not-taken" | "unknown";

/** Of each verdict; of what was not to be told, nothing. */
export function arrivalsOf({
  verdicts,
  told,
}: Pick<GroupTellings, "verdicts" | "told">): readonly (Arrival | undefined)[] {
  // Each verdict holds what was known before it. Every change of that by a verdict of another kind is recorded.
  const known = [
    ...verdicts.map((verdict) => (verdict.ok ? verdict.value.told : undefined)),
    told?.ok ? told.value.told : undefined,
  ];
  return verdicts.map((verdict, i) =>
    verdict.ok && verdict.value.outcome === "tell" ? arrivalOf(verdict.value, known.slice(i + 1)) : undefined,
  );
}

function arrivalOf({ at, sequence }: RecordedVerdict, knownAfter: readonly RecordedVerdict["told"][]): Arrival {
  const ended = knownAfter.findIndex((told) => told?.sequence !== sequence || told?.sending === undefined);
  const after = knownAfter[ended];
  if (after === undefined || after.sequence !== sequence) return "unknown";
  return after.last?.at === at ? "arrived" : "not-taken";
}
