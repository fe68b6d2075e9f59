/** Whether what was begun to be told arrived: no verdict says so, but what was known of the destination's knowledge after it does. */
import type { GroupTellings } from "@tocsin/aws/groups/groups-reader";
import type { RecordedVerdict } from "@tocsin/aws/groups/items/verdict-item";
import type { Instant } from "@tocsin/core/event/instant";

/**
 * `not-sent`: it counts as told, and is nothing for a telephone. `unknown` is what is still on its way, or was when whoever sent it
 * crashed.
 */
export type Arrival = "arrived" | "not-sent" | "not-taken" | "unknown";

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

/** The verdicts on the group while the alert was in it, each with what became of it. */
export function verdictsOn(tellings: GroupTellings) {
  const { from, until } = tellings;
  const arrivals = arrivalsOf(tellings);
  const isDuring = (at: Instant) => from <= at && (until === undefined || at < until);
  return tellings.verdicts
    .map((verdict, i) => ({ verdict, arrival: arrivals[i] }))
    .filter(({ verdict }) => !verdict.ok || isDuring(verdict.value.at));
}

/** The last verdict on the group before the alert came to it, by which it stood there too, until another was reached. */
export function verdictBefore({
  verdicts,
  from,
}: Pick<GroupTellings, "verdicts" | "from">): RecordedVerdict | undefined {
  return verdicts.flatMap((verdict) => (verdict.ok && verdict.value.at < from ? [verdict.value] : [])).at(-1);
}

function arrivalOf({ at, sequence }: RecordedVerdict, knownAfter: readonly RecordedVerdict["told"][]): Arrival {
  const ended = knownAfter.findIndex((told) => told?.sequence !== sequence || told?.sending === undefined);
  const after = knownAfter[ended];
  if (after === undefined || after.sequence !== sequence) return "unknown";
  if (after.last?.at !== at) return "not-taken";
  // The handle names the last notification that was sent.
  return after.handle === undefined || after.handle.delivered === String(sequence) ? "arrived" : "not-sent";
}
